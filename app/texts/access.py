"""What the page says of signing in."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "sign_in": ("登录", "Sign in"),
    "sign_out": ("退出登录", "Sign out"),
    "signed_in": ("已登录", "is signed in"),
    "signed_in_reader": ("已登录（只读）", "is signed in (read-only)"),
    "please_sign_in": ("请先登录，再查阅档案库。", "Please sign in to read the archive."),
    "not_listed": (
        "{name} 不在可查阅档案库的名单里：请联系管理员。",
        "{name} is not on the list of who may read this archive: ask its keeper.",
    ),
    "no_proxy_name": (
        "没有收到登录姓名：请从本单位的网址打开；若正是如此，请管理员检查 user_header 与 trusted_proxies。",
        "No name of a signed-in person came with the request: open the page by your newsroom’s address; "
        "if you did, ask its keeper to check user_header and trusted_proxies.",
    ),
    "closed": ("档案库目前不开放。", "The archive is closed."),
}
