"""Personal data stay outside: columns known by their names, cells that look like phones, mails or identity cards."""

from __future__ import annotations

import re

NAMES = re.compile(
    r"phone|mobile|telephone|(^|_)tel($|_)|e_?mail|first_?name|last_?name|full_?name|user_?name|surname|"
    r"(^|_)(caller|reporter|applicant|citizen|resident|contact|owner|person|complainant|patrol|human|operator)_?(name|id)?$|"
    r"id_?card|id_?no|passport|birth|gender|(^|_)sex($|_)|"
    r"address|street_?name_?no|location_street|house_?no|(^|_)location($|_)|occur_?place|"
    r"description|comment|remark|note|(^|_)text($|_)|(^|_)title($|_)|case_title|content|media|photo|image|account|"
    r"姓名|名字|电话|手机|联系|身份证|证件|地址|住址|地点|位置|邮箱|微信|性别|出生|年龄|描述|内容|备注|标题|附件|照片|图片|"
    r"上报人|举报人|投诉人|诉求人|反映人|当事人|经办人|处理人|操作人|监督员|采集员|网格员|受理员",
    re.IGNORECASE,
)
HARMLESS = re.compile(
    r"(街道|社区|部门|单位)名称$|(street|community|district|type|src|unit|property|service|cell)_?name$|_num$|zip_?code$",
    re.IGNORECASE,
)
CELLS = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"  # a Chinese mobile number
    r"|(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"  # an identity card
    r"|[\w.+-]+@[\w-]+\.[A-Za-z]{2,}"  # a mail address
    r"|(?<!\d)\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"  # a North American phone number
)


def is_personal(column: str) -> bool:
    """Whether a column's name says that it holds personal data or free text, in which they hide."""
    return bool(NAMES.search(column)) and not HARMLESS.search(column)


def looks_personal(cell: str) -> bool:
    """Whether a cell holds what looks like a phone number, an identity card or a mail address."""
    return bool(CELLS.search(cell))
