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

SCRIPTS = (SCROLL_TO_CITED,)
