"""How the page looks: one sheet for all views, light and dark, wide and narrow.

Colours are given as light-dark(): Streamlit sets `color-scheme` by the reader's system. Chinese
fonts come first in the theme (.streamlit/config.toml), so that “ ” and …… are full width.
"""

from __future__ import annotations

STYLE = """
<style>
:root {
  --ink: light-dark(#1f1d1a, #e9e6df);
  --quiet: light-dark(#5f5a52, #b0aaa0);
  --line: light-dark(#e2ddd3, #3a3732);
  --tint: light-dark(#f6f3ec, #24221e);
  --accent: light-dark(#8a5a00, #e3b75a);
  --mark: light-dark(#ffe9a8, #6a5412);
  --mark-ink: light-dark(#1f1d1a, #fff6dc);
  --cited: light-dark(#ffd86b, #86690f);
  --bar: light-dark(#cdb98c, #7d6a3e);
}
/* Streamlit's own frame: less air, a column that can be read. */
[data-testid="stMainBlockContainer"] { max-width: 64rem; padding: 1.1rem 2rem 4rem; }
[data-testid="stHeader"] { background: transparent; pointer-events: none; height: 3rem; }
[data-testid="stHeader"] button { pointer-events: auto; }
[data-testid="stSidebar"] [data-testid="stSidebarUserContent"] { padding-bottom: 2rem; }
[data-testid="stForm"] { padding: 0; }
[data-testid="stSidebarHeader"] { height: 2.6rem; }
/* White on the dark theme's gold could not be read. */
[data-testid="stBaseButton-primaryFormSubmit"], [data-testid="stBaseButton-primary"] {
  color: light-dark(#ffffff, #191815); }
/* What opens below a button near the lower edge opens above it, rather than half of it unseen. */
[data-testid="stPopoverBody"]:has([class*="st-key-clip"]) { min-height: 19rem; }
.jb { color: var(--ink); line-height: 1.8; overflow-wrap: anywhere; text-spacing-trim: normal;
  font-variant-east-asian: normal; }
.jb p { margin: 0 0 .6em; }
.jb mark { background: var(--mark); color: var(--mark-ink); border-radius: 2px; padding: 0 1px; }
.jb mark.cited { background: var(--cited); box-shadow: 0 0 0 2px var(--cited); }
.jb .quiet { color: var(--quiet); font-size: .9em; }
.jb .kicker, .jb .subtitle { color: var(--quiet); font-size: .95em; line-height: 1.5; }
.jb .headline { font-size: 1.16em; font-weight: 650; line-height: 1.5; margin: .05em 0; }
.jb a { text-decoration: none; color: var(--accent); border-radius: 3px; }
.jb .headline a { color: inherit; }
.jb a:hover { text-decoration: underline; text-underline-offset: .2em; }
.jb a:focus-visible, .jb summary:focus-visible { outline: 2px solid var(--accent);
  outline-offset: 2px; }
.jb summary { cursor: pointer; color: var(--quiet); font-size: .9em; border-radius: 3px; }
.jb ul { list-style: none; margin: 0; padding: 0; }
.jb li { margin: 0; }
.jb pre { white-space: pre-wrap; font-family: inherit; }
.jb h1, .jb h2, .jb h3 { font-size: 1em; font-weight: 650; margin: 0; padding: 0;
  letter-spacing: 0; line-height: 1.6; color: inherit; }
.jb .cited-article { border-left: 3px solid var(--accent); padding-left: .8em; }
.jb .unseen, .jb-told { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }
.jb [tabindex="-1"]:focus { outline: none; }
/* The bar on top */
.jb-bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1.4rem;
  border-bottom: 1px solid var(--line); padding: 0 0 .55rem; }
.jb-bar.jb .name { font-weight: 700; letter-spacing: .06em; font-size: 1.1rem; line-height: 1.8;
  margin: 0 .6rem 0 0; }
.jb-bar.jb nav { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; flex: 1; }
.jb-bar.jb nav a, .jb-bar .name a, .jb-bar.jb .lang a { color: var(--quiet); padding: .1rem 0; }
.jb-bar.jb .name a { color: var(--ink); }
.jb-bar.jb nav a[aria-current] { color: var(--ink); font-weight: 650;
  box-shadow: 0 2px 0 var(--accent); border-radius: 0; }
/* 查: the answer */
.jb#answer { border: 1px solid var(--line); border-radius: 8px;
  background: var(--tint); padding: 1rem 1.2rem .6rem; }
.jb#answer > h2 { margin-bottom: .5rem; }
.jb .claim { padding: 0 0 .7rem; }
.jb .claim + .claim { border-top: 1px solid var(--line); padding-top: .7rem; }
.jb .claim .quote { font-size: 1.06em; line-height: 1.85; white-space: pre-line; }
.jb .claim .quote strong { font-weight: 700; background: linear-gradient(transparent 62%,
  var(--mark) 62%); color: inherit; }
.jb .claim .place { font-size: .9em; line-height: 1.7; color: var(--quiet); }
.jb .claim .place .more { margin-left: .7em; white-space: nowrap; }
.jb .claim .place .more::before { content: "·"; margin-right: .7em; }
.jb .items { display: flex; flex-wrap: wrap; gap: .3rem .6rem; margin: 0 0 .7rem; }
.jb .items li { border: 1px solid var(--line); border-radius: 4px; padding: 0 .6em;
  background: light-dark(#ffffff, #191815); }
.jb .compared { font-weight: 650; }
.jb sup { line-height: 0; font-size: .72em; color: var(--quiet); margin-left: .15em; }
.jb .strength { display: inline-block; font-size: .84em; color: var(--quiet);
  white-space: nowrap; }
.jb .strength i { display: inline-block; width: 3.2em; height: .4em; border-radius: .2em;
  background: linear-gradient(var(--accent) 0 0) 0 / calc(var(--share) * 100%) 100% no-repeat
  var(--line); margin-right: .45em; vertical-align: .12em; }
.jb .struck { color: var(--quiet); font-size: .92em; }
.jb .asked { color: var(--quiet); font-size: .9em; }
/* 查: what was found */
.jb .count { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; }
.jb .hit { padding: .2rem 0 .1rem; }
.jb .hit .source { color: var(--quiet); font-size: .9em; line-height: 1.6; }
.jb .hit .snippet { margin-top: .15rem; }
.jb .acts { font-size: .9em; line-height: 1.7; white-space: nowrap; }
.jb .acts > * + * { margin-left: 1.1em; }
/* Buttons that stand in a row of links look like them. */
[class*="st-key-acts"] [data-testid="stPopover"] button { border: 0; background: none;
  min-height: 0; padding: 0 .2em; color: var(--accent); }
[class*="st-key-acts"] [data-testid="stPopover"] button p { font-size: .9rem; }
[class*="st-key-acts"] > *, .st-key-take > * { flex: 0 0 auto; width: fit-content;
  min-width: 0; }
[class*="st-key-acts"] [data-testid="stPopover"] > div { display: flex; }
[class*="st-key-hit"] { padding-bottom: .5rem; }
.jb .channel { border: 1px solid var(--line); border-radius: 3px; padding: 0 .35em;
  font-size: .82em; color: var(--quiet); margin-left: .5em; white-space: nowrap;
  font-weight: 400; }
.jb .hit details { font-size: .9em; }
.jb .hit details[open] { padding-bottom: .3rem; }
.jb .hit details summary { font-size: 1em; }
.jb .hit details li { padding-left: 1.1em; line-height: 1.7; }
.jb .chips { display: flex; flex-wrap: wrap; gap: .45rem; }
.jb .chips a { display: inline-block; border: 1px solid var(--line); border-radius: 1em;
  padding: .02em .8em; font-size: .9em; color: var(--ink); background: var(--tint); }
.jb .chips a b { color: var(--quiet); font-weight: 400; margin-left: .45em; }
.jb .timeline { max-width: max(12rem, calc(var(--n) * 3.2rem)); }
.jb .bars { display: flex; align-items: stretch; gap: 2px; height: 4.2rem; }
.jb .bars > * { flex: 1 1 0; min-width: 0; display: flex;
  align-items: flex-end; border-bottom: 1px solid var(--line); border-radius: 0; }
.jb .bars i { width: 100%; background: var(--bar); border-radius: 2px 2px 0 0;
  height: calc(var(--share) * 100%); min-height: 3px; }
.jb .bars a:hover, .jb .bars a:focus-visible { background: var(--tint); }
.jb .bars a:hover i, .jb .bars a:focus-visible i { background: var(--accent); }
.jb .axis { display: flex; justify-content: space-between; font-size: .8em;
  color: var(--quiet); line-height: 1.6; }
/* 查: on the left */
.jb .facet { padding-bottom: .9rem; }
.jb .facet a, .jb .facet .row { display: flex; justify-content: space-between; gap: .8em;
  color: var(--ink); font-size: .94em; line-height: 1.5; padding: .16em 0; }
.jb .facet .n { color: var(--quiet); font-variant-numeric: tabular-nums; }
.jb .facet a[aria-current] { font-weight: 650; color: var(--accent); }
.jb .facet h3 { color: var(--quiet); font-size: .86em; font-weight: 400; }
.jb .ways { margin: .8rem 0 0; padding: 0; display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.4rem; }
.jb .ways dt { color: var(--quiet); }
.jb .ways dd { margin: 0; }
.jb .next { margin-bottom: .9rem; }
.jb .next li::before { content: "→"; color: var(--quiet); margin-right: .5em; }
.jb-foot { border-top: 1px solid var(--line); padding-top: .6rem; margin-top: 1.5rem; }
/* Streamlit's button that opens what is on the left stands beside the name, and says what that is. */
@media (max-width: 68rem) {
  [data-testid="stApp"]:has([data-testid="stExpandSidebarButton"]) .jb-bar.jb .name {
    margin-left: 2.6rem; }
  [data-testid="stApp"]:has([data-testid="stExpandSidebarButton"]) .jb-bar.jb[data-filters] .name {
    margin-left: 5rem; }
  [data-testid="stExpandSidebarButton"][data-filters] { width: auto; }
  [data-testid="stExpandSidebarButton"][data-filters]::after { content: attr(data-filters);
    font-size: .9rem; padding-right: .3rem; }
}
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding: .8rem 1rem 3rem; }
  .jb-bar .lang { margin-left: auto; }
  .jb-bar.jb nav { order: 3; flex: 1 0 100%; }
  .jb .ways { grid-template-columns: 1fr; gap: 0; }
  .jb .ways dd { margin-bottom: .5rem; }
  .jb#answer { padding: .8rem .9rem .4rem; }
}
</style>
"""
