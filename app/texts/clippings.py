"""What the view of clippings says."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "view_clippings": ("剪报夹", "Clippings"),
    "clip": ("剪存", "Clip"),
    "clip_article": ("剪存本文", "Clip the article"),
    "clip_what": ("剪存哪一部分", "What to clip"),
    "clip_all": ("全文", "the whole article"),
    "clip_paragraph": ("第 {n} 段：{beginning}……", "Paragraph {n}: {beginning}…"),
    "clip_into": ("剪报夹（可直接键入新名称）", "Folder (or type a new name)"),
    "clip_first_folder": ("我的剪报", "My clippings"),
    "clip_note": ("备注", "Note"),
    "clip_add": ("存入", "Keep it"),
    "clipped": ("已存入“{folder}”", "Kept in {folder}"),
    "clip_stale": (
        "馆藏刚刚更新，这篇文章有变动：刷新页面再剪",
        "The archive was just updated and this article changed: reload the page, then clip",
    ),
    "clip_open": ("打开剪报夹", "Open the folder"),
    "no_folders": (
        "还没有剪报。读文章或查到段落时点“剪存”，就收到这里；也可以先建一个剪报夹。",
        "Nothing clipped yet. “Clip” beside an article or a passage keeps it here; or make a folder.",
    ),
    "no_items": (
        "这个剪报夹还是空的：读文章或查到段落时点“剪存”。",
        "This folder is empty: use “Clip” beside an article or a passage.",
    ),
    "folder": ("剪报夹", "Folder"),
    "manage": ("管理剪报夹", "Manage folders"),
    "new_folder": ("新建剪报夹", "New folder"),
    "make": ("新建", "Make"),
    "folder_made": ("已建“{name}”", "Made {name}"),
    "rename_folder": ("改名为", "Rename to"),
    "rename": ("改名", "Rename"),
    "renamed": ("已改名为“{name}”", "Renamed to {name}"),
    "delete_folder": ("删除这个剪报夹和其中的剪报", "Delete this folder with its clippings"),
    "delete_sure": ("确定删除，不能恢复", "Yes, delete; it cannot be undone"),
    "folder_deleted": ("已删除“{name}”", "Deleted {name}"),
    "export_docx": ("导出 Word", "Export to Word"),
    "export_markdown": ("导出 Markdown", "Export to Markdown"),
    "export_csv": ("导出 CSV（Excel）", "Export to CSV (Excel)"),
    "items_count": ("共 {n} 条", "{n} clippings"),
    "move_up": ("上移", "Up"),
    "move_down": ("下移", "Down"),
    "delete_item": ("删除", "Delete"),
    "item_deleted": ("已删除一条", "Deleted"),
    "note_of": ("备注（第 {n} 条）", "Note on no. {n}"),
    "note_placeholder": ("写备注，点别处即保存", "Write a note; it is kept when you leave the box"),
    "note_kept": ("备注已保存", "Note kept"),
    "note_typed": ("您写的（没有保存）：{note}", "What you wrote (not kept): {note}"),
    "whole_article": ("全文 {n} 字", "whole article, {n} characters"),
    "no_text": ("本文只有标题，没有正文。", "A headline only, without text."),
    "state_changed": (
        "剪存后文章或其报名、日期、版次有更正，所剪文字未变，引用前请核对出处",
        "The article or its newspaper, date or page was corrected since, these words were not: "
        "check the source before you quote",
    ),
    "state_edited": (
        "剪存后这段文字有更正，引用前请核对原文",
        "These words were corrected since: compare them before you quote",
    ),
    "state_moved": (
        "这段文字现归在另一篇，链接已指向那里",
        "These words stand in another article now; the link leads there",
    ),
    "state_lost": (
        "文章还在，但已没有这段文字，引用前请核对原文",
        "The article is there, without these words: compare before you quote",
    ),
    "state_gone": (
        "馆藏里已没有这篇文章，下面是剪存时的文字",
        "The archive no longer holds this article; this is the text as it was clipped",
    ),
    "read_only": ("您可以查看，不能修改。", "You may look, but not change anything."),
}
"""Keyed by what is said; `state_` goes with `indexer.desk.State`."""
