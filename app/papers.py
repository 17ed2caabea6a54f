"""How clippings, saved searches and tables look: the style of the views that keep and tell."""

from __future__ import annotations

# A constant: nothing from a page or an address is in it.
STYLE = """
<style>
.jb.desk { --edge: color-mix(in srgb, currentColor 20%, transparent); }
.jb.desk h1 { font-size: 1.55rem; line-height: 1.4; font-weight: 700; margin: .1em 0 .3em; padding: 0; }
.jb.desk h2 { font-size: 1.15rem; font-weight: 650; margin: 1em 0 .3em; padding: 0; }
.jb.desk a { color: light-dark(#8a5a00, #e3b75a); }
.jb.desk .headline a { color: inherit; }
.jb.desk blockquote { margin: .5em 0; padding: .1em 0 .1em .9em; line-height: 1.85;
  border-left: 3px solid light-dark(#b8860b, #a07a20); }
.jb.desk .state { color: light-dark(#8f3b00, #ffb07a); margin: .3em 0; }
.jb.desk .news { font-weight: 650; margin: .3em 0; }
.jb.desk .found { margin: .15em 0; }
.jb.desk .reference { overflow-wrap: anywhere; }
.jb.desk .note { white-space: pre-wrap; }
.jb.desk .table { overflow-x: auto; }
.jb.desk table { border-collapse: collapse; font-size: .92rem; line-height: 1.6; }
.jb.desk th, .jb.desk td { border-bottom: 1px solid var(--edge); padding: .25em .9em .25em 0;
  text-align: left; vertical-align: top; font-weight: 400; }
.jb.desk thead th { font-size: .86em; opacity: .8; white-space: nowrap; }
.jb.desk td { font-variant-numeric: tabular-nums; }
.jb.desk table { overflow-wrap: normal; }
.jb.desk table.short th, .jb.desk table.short td { white-space: nowrap; }
.jb.desk table.long td { overflow-wrap: anywhere; min-width: 9em; }
.jb.desk table.long th { min-width: 5em; }
.jb.desk pre { white-space: pre-wrap; overflow-wrap: anywhere; font-family: inherit; font-size: .88rem;
  line-height: 1.7; background: none; padding: 0; margin: 0; }
</style>
"""
