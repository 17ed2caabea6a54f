"""The scripts of the views: constants, which the content policy allows by their digests.

Nothing from a page or an address is ever put into one. A script that is not in SCRIPTS does not run.
"""

from __future__ import annotations

SCROLL_TO_CITED = """<script>
setTimeout(() => {
  const cited = document.getElementById("cited");
  if (!cited) return;
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
LINKS = """<script>
document.documentElement.lang = "zh-CN";
if (!window.jianbaoLinks) {
  window.jianbaoLinks = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".jb a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
        || link.origin !== location.origin || link.hasAttribute("download")
        || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    if (link.href === location.href) return;
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  }, true);
  const send = (event) => {
    if (!event.target.closest?.(".st-key-mode button")) return;
    setTimeout(() => document.querySelector(".st-key-go button")?.click());
  };
  document.addEventListener("click", send, true);
  document.addEventListener("keyup", (event) => {
    if (event.key === " " || event.key === "Enter") send(event);
  }, true);
}
</script>"""

SCRIPTS = (SCROLL_TO_CITED, LINKS)
