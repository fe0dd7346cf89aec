"""The kinds of fact that the system sees by itself, with what officials call them. What people record is data of packs."""

from collections.abc import Mapping
from types import MappingProxyType

AUTOMATIC: Mapping[str, str] = MappingProxyType(
    {
        "formed": "形成政府信息",
        "published": "公开信息",
        "returned": "信息退回修改",
        "corrected": "更正信息",
        "withdrawn": "撤回信息",
        "urgent_published": "紧急发布",
        "urgent_confirmed": "紧急发布经第二人确认",
        "privacy_blocked": "发布前检查拦截个人信息",
        "policy_published": "公开须解读的政策",
        "interpreted": "公开政策解读",
        "list_reviewed": "监督小组审查公开清单",
        "board_posted": "公开栏张贴",
        "bulletin_issued": "印发简报",
        "gazette_issued": "出刊公报",
        "handbook_issued": "印制政策清单手册",
        "circular_issued": "印发通报",
        "campaign_opened": "开展督查考核",
        "self_check_submitted": "提交自查表",
        "inspection_closed": "完成检查",
        "appraised": "考核评分",
        "order_issued": "下达整改通知",
        "order_closed": "整改销号",
        "commended": "通报表扬",
        "criticised": "通报批评",
        "demo_nominated": "申报示范单位",
        "demo_visited": "示范单位实地核查",
        "demo_designated": "确定示范单位",
        "demo_reviewed": "示范单位复核",
        "demo_revoked": "暂停或撤销示范单位",
        "demo_standard_published": "公布示范标准",
    }
)
