"""The scripts of the views: constants, which the content policy allows by their digests.

Nothing from a page or an address is ever put into one. A script that is not in SCRIPTS does not run.
"""

from __future__ import annotations

# Whoever comes back to the words is left where they were.
SCROLL_TO_CITED = """<script>
setTimeout(() => {
  const cited = document.getElementById("cited");
  if (!cited || history.state?.jb) return;
  cited.tabIndex = -1;
  cited.focus({preventScroll: true});
  cited.scrollIntoView({block: "center"});
}, 300);
</script>"""

# A link of ours changes the address as the way back does, and Streamlit shows the view: the page is
# not loaded anew (its 2 MB of scripts, a new session on the server). Without this script, or with a
# key held for another tab, a link is a link. The document's language is that of its text.
# A choice beside the box sends the form with what is typed in it, as its button does: Streamlit
# keeps both until then.
# How far down a reader was is kept in each step of the browser's history before anything is done
# there, and the way back leads there again: what scrolls is not the document, which a browser would
# put back, and what is shown comes later.
# On a phone what is on the left lies over the results: it closes when a link in it is followed.
# What a run has shown (how many were found, an answer, a headline) is told to a screen reader by one
# element that stays, and has the focus where a link or the way back took it from what was there.
LINKS = """<script>
document.documentElement.lang = "zh-CN";
if (!window.jianbaoLinks) {
  window.jianbaoLinks = true;
  const main = () => document.querySelector("[data-testid=stMain]");
  const running = () =>
    document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning";
  let goingBack = 0;
  const restore = () => {
    const place = history.state?.jb ?? 0, until = Date.now() + 5000;
    let ran = false;
    clearInterval(goingBack);
    goingBack = setInterval(() => {
      const now = running();
      main()?.scrollTo(0, place);
      if ((ran && !now) || Date.now() > until) clearInterval(goingBack);
      ran ||= now;
    }, 100);
  };
  let moved = false;
  const leave = () => {
    moved = false;
    clearInterval(goingBack);
    const place = Math.round(main()?.scrollTop ?? 0);
    if (place !== (history.state?.jb ?? 0))
      history.replaceState({...history.state, jb: place}, "");
  };
  const act = (event) => {
    if (event.target.closest?.("[data-testid=stPagination] button")) main().scrollTo(0, 0);
    if (event.target.closest?.(".st-key-mode button"))
      setTimeout(() => document.querySelector(".st-key-go button")?.click());
  };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, leave, true);
  document.addEventListener("wheel", () => clearInterval(goingBack), {capture: true, passive: true});
  document.addEventListener("click", act, true);
  document.addEventListener("keyup", (event) => {
    if (event.key === " " || event.key === "Enter") act(event);
  }, true);
  window.addEventListener("popstate", (event) => {
    moved = true;
    if (event.isTrusted) restore();
  });
  const told = document.createElement("div");
  told.className = "jb-told";
  told.setAttribute("role", "status");
  document.body.append(told);
  const tell = () => {
    if (running()) return;
    const beside = document.querySelector("[data-testid=stExpandSidebarButton]");
    const filters = document.querySelector(".jb-bar")?.dataset.filters;
    if (beside && filters) {
      beside.dataset.filters = filters;
      beside.setAttribute("aria-label", filters);
    } else if (beside) delete beside.dataset.filters;
    const shown = [...main()?.querySelectorAll(".told") ?? []];
    if (!shown.length) shown.push(...[...main()?.querySelectorAll("h1") ?? []].slice(0, 1));
    const said = shown.map((one) => one.innerText).join(" ");
    if (told.textContent !== said) told.textContent = said;
    if (moved && shown.length && document.activeElement === document.body) {
      shown[0].tabIndex = -1;
      shown[0].focus({preventScroll: true});
      moved = false;
    }
  };
  let soon = 0;  // what a run has shown may be drawn after its end
  new MutationObserver(() => { clearTimeout(soon); soon = setTimeout(tell, 100); })
    .observe(document.body,
      {subtree: true, childList: true, attributeFilter: ["data-test-script-state"]});
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".jb a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
        || link.origin !== location.origin || link.hasAttribute("download")
        || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    if (link.href === location.href) return;
    leave();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
    if (innerWidth < 768 && link.closest("[data-testid=stSidebar]"))
      document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
    main()?.scrollTo(0, 0);
  }, true);
  if (history.state?.jb) restore();
}
</script>"""

SCRIPTS = (SCROLL_TO_CITED, LINKS)
