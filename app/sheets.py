"""How pages, articles and calendars look: the style of the reading views."""

from __future__ import annotations

# A constant: nothing from a page or an address is in it. It comes after app.style and uses its names.
STYLE = """
<style>
.jb { --red: light-dark(#b3261e, #ff8a80); --green: light-dark(#1b6e3c, #7fd69d); }
.jb h1 { font-size: 1.55rem; line-height: 1.4; font-weight: 700; margin: .1em 0 .15em; padding: 0; }
.jb h2 { font-size: 1.15rem; line-height: 1.5; font-weight: 650; margin: .2em 0; padding: 0; }
.jb nav.crumbs { font-size: .92rem; display: flex; flex-wrap: wrap; gap: .1em .5em; }
.jb nav.crumbs > * + *::before { content: "›"; opacity: .5; margin-right: .5em; }
.jb ol.heads a, .jb ul.related a, .jb article h2 a { color: inherit; text-decoration: underline;
  text-decoration-color: var(--line); text-underline-offset: .28em; text-decoration-thickness: 1px; }
.jb ol.heads a:hover, .jb ul.related a:hover, .jb article h2 a:hover { color: var(--accent); }
.jb nav.turn { display: flex; flex-wrap: wrap; gap: .3em .6em; align-items: center;
  border-block: 1px solid var(--line); padding: .35em 0; margin: .5em 0; font-size: .95rem; }
.jb nav.turn a, .jb nav.turn b { padding: .1em .5em; border-radius: 4px; min-width: 1.6em;
  text-align: center; }
.jb nav.turn b { background: var(--accent); color: light-dark(#fff, #1c1c1c); font-weight: 650; }
.jb nav.turn a:hover { background: var(--tint); }
.jb nav.turn .far { margin-left: auto; }
.jb mark:focus { outline: none; }
.jb article { max-width: 46rem; margin: 0 0 2.2rem; }
.jb article.one { font-size: 1.06rem; }
.jb article .body { margin-top: .7em; }
.jb article .body p { margin-bottom: .35em; text-indent: 2em; text-align: justify; }
.jb article .body p.subhead { text-indent: 0; font-weight: 650; margin-top: 1.1em; }
.jb article .body p.caption { text-indent: 0; font-size: .92em; opacity: .82;
  border-left: 2px solid var(--line); padding-left: .7em; }
.jb .dateline { font-weight: 600; }
.jb .label { display: inline-block; font-size: .82rem; border: 1px solid var(--line);
  border-radius: 3px; padding: 0 .45em; margin-bottom: .2em; }
.jb .note { border-left: 3px solid var(--accent); background: var(--tint); padding: .5em .8em;
  border-radius: 0 4px 4px 0; margin: .4em 0; }
.jb .note a { text-decoration: underline; text-underline-offset: .2em; }
.jb .note.bad { border-color: var(--red); }
.jb ol.heads { margin: .1em 0 1em; padding-left: 1.6em; }
.jb ol.heads li { margin: .15em 0; }
.jb.sheet { display: grid; grid-template-columns: minmax(0, 46rem) minmax(0, 1fr);
  gap: 0 2.2rem; }
.jb.sheet .read { grid-column: 1; grid-row: 1; }
.jb nav.contents { grid-column: 2; grid-row: 1; position: sticky; top: 1rem; align-self: start;
  font-size: .9rem; line-height: 1.6; border-left: 1px solid var(--line); padding-left: 1rem; }
.jb nav.contents ol.heads { margin: .3em 0; padding-left: 1.4em; }
.jb details.contents { display: none; }
.jb ul.related { list-style: none; margin: 0; padding: 0; }
.jb ul.related li { display: grid; grid-template-columns: 6.4em 1fr; gap: .6em; padding: .28em 0;
  border-top: 1px solid var(--line); }
.jb ul.related time { font-variant-numeric: tabular-nums; opacity: .8; }
.jb table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .3em 0 1em; }
.jb caption { text-align: left; font-weight: 650; padding-bottom: .25em; caption-side: top; }
.jb th { font-weight: 500; }
.jb table.list { width: 100%; }
.jb table.list th, .jb table.list td { text-align: left; padding: .35em .6em .35em 0;
  border-bottom: 1px solid var(--line); vertical-align: top; }
.jb table.list thead th { font-size: .88rem; opacity: .8; white-space: nowrap; }
.jb table.list .num { text-align: right; padding-right: 1.6em; }
.jb .whole { white-space: nowrap; }
.jb table.years { width: 100%; table-layout: fixed; }
.jb table.years th, .jb table.years td { border: 1px solid var(--line); text-align: center;
  padding: .2em 0; font-size: .9rem; line-height: 1.3; height: 2.9em; }
.jb table.years td a { display: block; }
.jb table.years tr > :first-child { width: 3.2em; overflow-wrap: normal; }
.jb .lack { color: var(--red); font-size: .8em; display: block; }
.jb .months { display: grid; grid-template-columns: repeat(auto-fill, minmax(14.5rem, 1fr));
  gap: 1rem 2rem; align-items: start; }
.jb table.month { width: 100%; table-layout: fixed; }
.jb table.month th { font-size: .8rem; opacity: .75; }
.jb table.month td { text-align: center; padding: 1px; height: 2.1rem; }
.jb table.month td > * { display: flex; flex-direction: column; justify-content: center;
  align-items: center; height: 100%; border-radius: 4px; border: 1px solid transparent;
  line-height: 1.15; }
.jb table.month td.none > * { color: var(--quiet); }
.jb table.month td.held > a { background: color-mix(in srgb, var(--accent) 16%, transparent);
  border-color: color-mix(in srgb, var(--accent) 45%, transparent); font-weight: 650; color: inherit; }
.jb table.month td.held > a:hover { border-color: var(--accent); text-decoration: none; }
.jb table.month td.partial > a { border-style: dashed; border-color: var(--red); }
.jb table.month td.missing > * { border: 1px dashed var(--red); color: var(--red); }
.jb table.month td.failed > * { border: 2px solid var(--red); color: var(--red); font-weight: 650; }
.jb table.month small { font-size: .68rem; font-weight: 500; }
.jb table.big td { height: 4.1rem; }
.jb table.big td > * { font-size: 1.05rem; }
.jb table.big small { font-size: .78rem; }
.jb ul.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2em 1.2em; padding: 0;
  font-size: .88rem; margin: .2em 0 .8em; }
.jb .diff { max-width: 46rem; white-space: pre-wrap; }
.jb ins { text-decoration: underline; text-underline-offset: .2em;
  background: color-mix(in srgb, var(--green) 20%, transparent); }
.jb del { text-decoration: line-through;
  background: color-mix(in srgb, var(--red) 18%, transparent); }
.jb .diff details { display: inline; }
.jb .diff summary { display: inline; cursor: pointer; color: var(--accent); font-size: .88em;
  padding: 0 .4em; }
@media (max-width: 60rem) {
  .jb.sheet { display: block; }
  .jb nav.contents { display: none; }
  .jb details.contents { display: block; margin-bottom: .8rem; }
}
@media (max-width: 34rem) {
  .jb article .body p { text-align: start; }  /* else a line before a long word is torn apart */
  .jb h1 { font-size: 1.3rem; }
  .jb ul.related li { grid-template-columns: 1fr; gap: 0; }
  .jb table.big td { height: 3.2rem; }
  .jb table.list .num { padding-right: .6em; }
  .jb table.years th, .jb table.years td { font-size: .74rem; }
}
</style>
"""
