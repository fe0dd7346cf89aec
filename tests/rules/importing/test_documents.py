"""Whole documents of the kinds a county office handles. All wording is invented."""

from __future__ import annotations

from collections import Counter
from datetime import date

from gkcloud.publishing.importing import ImportedText, import_text


def only(text: str) -> ImportedText:
    texts = import_text(text)
    assert len(texts) == 1, [found.title for found in texts]
    return texts[0]


def levels(text: ImportedText) -> dict[int, int]:
    return dict(Counter(heading.level for heading in text.headings))


NOTICE = """\
青禾县人民政府办公室
关于做好２０２４年夏季防汛信息公开工作的
通知

青政办发〔２０２４〕０１８号

各乡镇人民政府、街道办事处，县直有关单位：

为做好今年防汛信息公开，按照《东川省人民政府办公厅关于加强应急信息发布的通知》（东政办发〔2023〕5号）要求，现通知如下：

一、总体要求
坚持及时、准确，做到应公开尽公开。
二、重点任务
（一）雨情水情。每日八时前更新一次。
（二）转移安置。安置点名单和联系方式同步公布。
1．安置点地址。写明门牌。
（1）集中安置点。逐点列明。
三、有关要求
各单位请于6月30日前报送联络员名单。

附件：1.防汛信息公开目录
      2.联络员登记表

青禾县人民政府办公室
二〇二四年五月廿一日

（此件公开发布）
"""


def test_notice_with_a_title_over_three_lines() -> None:
    text = only(NOTICE)
    assert text.title == "青禾县人民政府办公室关于做好２０２４年夏季防汛信息公开工作的通知"
    assert text.doc_no == "青政办发〔2024〕018号"
    assert text.issuer == text.signature == "青禾县人民政府办公室"
    assert text.addressee == "各乡镇人民政府、街道办事处，县直有关单位"
    assert text.formed_on == date(2024, 5, 21)
    assert text.attachments == ("防汛信息公开目录", "联络员登记表")
    assert [(heading.level, heading.text) for heading in text.headings] == [
        (1, "一、总体要求"),
        (1, "二、重点任务"),
        (2, "（一）雨情水情"),
        (2, "（二）转移安置"),
        (3, "1．安置点地址"),
        (4, "（1）集中安置点"),
        (1, "三、有关要求"),
    ]
    assert text.warnings == ()


def test_body_has_the_roles_as_classes_and_nothing_of_the_head() -> None:
    body = only(NOTICE).body_html
    assert body.startswith('<p class="addressee">各乡镇人民政府、街道办事处，县直有关单位：</p>')
    assert '<p class="signature">青禾县人民政府办公室</p>\n<p class="date">二〇二四年五月廿一日</p>' in body
    assert body.endswith("<p>（此件公开发布）</p>")
    assert "<h3>（一）雨情水情。</h3>\n<p>每日八时前更新一次。</p>" in body
    assert "018" not in body
    assert "东政办发〔2023〕5号" in body


def test_red_head_and_number_above_the_title() -> None:
    text = only(
        "青禾县柳溪镇人民政府文件\n柳政发〔2023〕7号\n\n柳溪镇人民政府关于印发《柳溪镇村务公开实施方案》的通知\n"
        "各村（社区）：\n现将方案印发给你们，请认真执行。\n\n柳溪镇人民政府\n2023年3月9日\n\n"
        "柳溪镇村务公开实施方案\n为规范村务公开，制定本方案。\n一、公开内容\n（一）财务。按季公布。\n二、公开时间\n每季度首月。\n"
    )
    assert text.title == "柳溪镇人民政府关于印发《柳溪镇村务公开实施方案》的通知"
    assert text.doc_no == "柳政发〔2023〕7号"
    assert text.issuer == "柳溪镇人民政府"
    assert text.addressee == "各村（社区）"
    assert text.formed_on == date(2023, 3, 9)
    assert levels(text) == {1: 2, 2: 1}
    assert "<p><strong>柳溪镇村务公开实施方案</strong></p>" in text.body_html
    assert any("青禾县柳溪镇人民政府文件" in warning for warning in text.warnings)


def test_letter_with_letterhead_and_half_width_colon() -> None:
    text = only(
        "青禾县教育局\n青教函[2022]41号\n关于商请提供校车线路信息的函\n县交通运输局:\n"
        "为公开校车线路，请贵局于5日内提供线路图。\n此函。\n青禾县教育局 2022年11月3日\n（联系人：办公室，联系电话：0000-1234567）\n"
    )
    assert text.title == "关于商请提供校车线路信息的函"
    assert text.doc_no == "青教函〔2022〕41号"
    assert text.issuer == "青禾县教育局"
    assert text.addressee == "县交通运输局"
    assert text.formed_on == date(2022, 11, 3)
    assert '<p class="signature">青禾县教育局</p>\n<p class="date">2022年11月3日</p>' in text.body_html


def test_announcement_with_a_serial_number_and_no_addressee() -> None:
    text = only(
        "青禾县人民政府\n公告\n2024年 第３号\n\n根据有关规定，现将征收土地方案公告如下：\n一、征收范围\n东至河堤，西至公路。\n"
        "二、期限\n公告期三十日。\n特此公告。\n\n青禾县人民政府\n2024年4月1日"
    )
    assert text.title == "青禾县人民政府公告"
    assert text.doc_no == "2024年第3号"
    assert text.issuer == "青禾县人民政府"
    assert text.addressee == ""
    assert not any("主送机关" in warning for warning in text.warnings)
    assert levels(text) == {1: 2}


def test_public_notice_with_its_number_in_the_title_line() -> None:
    text = only("青禾县自然资源局通告（第12号）\n因道路施工，下列路段临时封闭。\n青禾县自然资源局\n2021年1月8日")
    assert text.title == "青禾县自然资源局通告"
    assert text.doc_no == "第12号"
    assert text.formed_on == date(2021, 1, 8)


def test_number_glued_to_the_title() -> None:
    text = only(
        "中共青禾县委办公室 青禾县人民政府办公室关于加强政务公开工作的意见青办发(2019)33号\n各乡镇党委、人民政府：\n为加强公开，提出如下意见。\n"
        "中共青禾县委办公室\n青禾县人民政府办公室\n2019年8月20日"
    )
    assert text.title == "中共青禾县委办公室青禾县人民政府办公室关于加强政务公开工作的意见"
    assert text.doc_no == "青办发〔2019〕33号"
    assert text.issuer == "中共青禾县委办公室、青禾县人民政府办公室"
    assert text.addressee == "各乡镇党委、人民政府"


def test_a_cited_number_is_not_the_own_number() -> None:
    text = only(
        "青禾县财政局关于转发《省财政厅关于预算公开的通知》（东财预〔2020〕9号）的通知\n各预算单位：\n"
        "现将《省财政厅关于预算公开的通知》（东财预〔2020〕9号）转发给你们，请遵照执行。\n青禾县财政局\n2020年2月二十日\n"
    )
    assert text.doc_no == ""
    assert text.formed_on == date(2020, 2, 20)
    assert any("文号" in warning for warning in text.warnings)
    assert text.title.endswith("（东财预〔2020〕9号）的通知")


def test_whole_document_on_one_line() -> None:
    text = only(
        "青禾县人民政府办公室关于印发2018年政务公开工作要点的通知 青政办函〔2018〕6号 各乡镇人民政府，县直各单位： "
        "《2018年青禾县政务公开工作要点》已经县政府同意，现印发给你们，请结合实际认真贯彻落实，并于年底前报送总结。 "
        "青禾县人民政府办公室 二○一八年三月三十一日 2018年青禾县政务公开工作要点 "
        "2018年，全县政务公开工作要围绕群众关切，进一步提高质量，做到内容全面、程序规范、答复及时、监督有力。 "
        "一、推进主动公开 (一)公开财政信息。各部门按时公开预算和决算，说明增减变化原因，接受群众监督。(由县财政局牵头) "
        "(二)公开民生信息。及时公布救助标准、申请程序和办理结果，方便群众查询。 二、加强保障 (三)落实责任。明确专人负责，定期检查通报。"
        "(四)强化培训。每年至少组织一次业务培训。"
    )
    assert text.title == "青禾县人民政府办公室关于印发2018年政务公开工作要点的通知"
    assert text.doc_no == "青政办函〔2018〕6号"
    assert text.addressee == "各乡镇人民政府，县直各单位"
    assert text.formed_on == date(2018, 3, 31)
    assert text.signature == "青禾县人民政府办公室"
    assert [heading.text for heading in text.headings] == [
        "一、推进主动公开",
        "(一)公开财政信息",
        "(二)公开民生信息",
        "二、加强保障",
        "(三)落实责任",
        "(四)强化培训",
    ]


def test_one_line_without_any_blank() -> None:
    text = only(
        "青禾县人民政府办公室关于开展档案开放工作的通知青政办发〔2017〕12号各乡镇人民政府、县直各单位：为做好档案开放，现就有关事项通知如下，请认真贯彻落实，"
        "确保按期完成各项任务，并将进展情况及时报县政府办公室。一、明确范围(一)文书档案。满三十年的逐步开放。(二)专业档案。按规定开放。"
        "二、落实责任。各单位指定专人负责，做到人员到位、经费到位、措施到位，遇有疑问及时请示，不得擅自处理，避免发生泄密事件。"
        "各单位要在年底前完成首批目录的整理、鉴定和报送，未完成的说明原因并限期补报，工作情况纳入年度考核。青禾县人民政府办公室二〇一七年六月三十日"
    )
    assert text.title == "青禾县人民政府办公室关于开展档案开放工作的通知"
    assert text.doc_no == "青政办发〔2017〕12号"
    assert text.addressee == "各乡镇人民政府、县直各单位"
    assert text.formed_on == date(2017, 6, 30)
    assert text.signature == "青禾县人民政府办公室"
    assert levels(text) == {1: 2, 2: 2}


def test_web_copy_gives_no_formation_date_from_the_posting_date() -> None:
    text = only(
        "首页 > 政务公开 > 通知公告\n青禾县水利局关于河道清淤安排的通知\n发布时间：2020-05-27 09:30 来源：县水利局 浏览次数：88 【字体：大 中 小】\n"
        "各乡镇水利站：\n清淤工作自六月开始，请提前告知沿岸群众。\n【打印本页】 【关闭窗口】\n上一篇：无\n下一篇：水库水位公示\n"
        "主办单位：青禾县水利局\n网站标识码：9900000001\n"
    )
    assert text.title == "青禾县水利局关于河道清淤安排的通知"
    assert text.formed_on is None
    assert any("2020-05-27" in warning and "成文日期" in warning for warning in text.warnings)
    assert text.body_html.endswith("<p>清淤工作自六月开始，请提前告知沿岸群众。</p>")
    dropped = "".join(text.warnings)
    for gone in ("首页 > 政务公开", "浏览次数：88", "下一篇：水库水位公示", "网站标识码"):
        assert gone in dropped


def test_metadata_box_of_a_government_page() -> None:
    text = only(
        "索引号：990000/2021-00012  主题分类：农业\n发文机关：青禾县农业农村局  成文日期：2021年04月02日\n"
        "标题：关于做好春耕备耕工作的通知  发文字号：青农发〔2021〕10号  发布日期：2021年04月09日\n"
        "关于做好春耕备耕工作的通知\n各乡镇农业服务中心：\n请抓紧落实种子和肥料。\n"
    )
    assert text.title == "关于做好春耕备耕工作的通知"
    assert text.doc_no == "青农发〔2021〕10号"
    assert text.issuer == "青禾县农业农村局"
    assert text.formed_on == date(2021, 4, 2)


def test_text_without_title_and_number() -> None:
    text = only(
        "为进一步提高我局政务公开水平，结合工作实际，制定本工作要点。\n一、总体要求\n坚持以公开为常态、不公开为例外，全面推进公开。\n"
        "二、主要任务\n1.加大决策公开。出台前公开征求意见，并公布采纳情况。\n2.加大结果公开。年底公布落实情况。\n"
    )
    assert (text.title, text.doc_no, text.issuer, text.addressee, text.formed_on) == ("", "", "", "", None)
    assert levels(text) == {1: 2, 3: 2}
    for asked in ("标题", "文号", "发文机关", "主送机关", "成文日期"):
        assert any(asked in warning for warning in text.warnings)


def test_doubled_numbers_are_one_heading() -> None:
    text = only(
        "青禾县关于整治市容的意见\n各社区：\n一、一、提高认识\n要高度重视。\n二、二、落实责任\n要明确分工。\n"
    )
    assert [heading.text for heading in text.headings] == ["一、提高认识", "二、落实责任"]
    assert sum("重复" in warning for warning in text.warnings) == 2


def test_speech_annexed_to_its_notice_stays_with_it() -> None:
    text = only(
        "青禾县政务公开领导小组办公室\n关于印发县长在政务公开会议上讲话的通知\n各成员单位：\n现将讲话印发给你们。\n二〇一六年一月十二日\n"
        "在全县政务公开会议上的讲话\n（2016年1月8日）\n同志们：今天的会议很重要，我讲三点意见。\n第一，提高认识，把公开工作抓在手上。\n"
    )
    assert text.title == "青禾县政务公开领导小组办公室关于印发县长在政务公开会议上讲话的通知"
    assert text.formed_on == date(2016, 1, 12)
    assert "<p><strong>在全县政务公开会议上的讲话</strong></p>" in text.body_html


def test_file_with_numbered_parts() -> None:
    texts = import_text(
        "政务公开通知（精选3篇）\n时间:2019-05-13 05:17:30 本文作者:会员上传\n简介：小编整理了多篇范文，希望有帮助。\n\n"
        "第一篇：青禾县关于公开栏的通知\n青禾县民政局关于公开栏设置的通知 青民发[2012]5号\n各乡镇人民政府：\n请按期设置。\n二O一二年六月一日\n"
        "第二篇：公开办电话\n公开办电话\n办公室电话见公开栏，如有变动请及时告知，以便更新名录。\n"
        "第三篇：工作汇报\n青禾县民政局政务公开工作汇报\n一、基本情况\n今年以来，我局认真开展工作。\n二、下步打算\n继续努力。\n"
        "下载政务公开通知word格式文档\n相关范文推荐\n乡镇公开方案\n为搞好公开，制定方案......\n"
    )
    assert [text.title for text in texts] == [
        "青禾县民政局关于公开栏设置的通知",
        "公开办电话",
        "青禾县民政局政务公开工作汇报",
    ]
    assert texts[0].doc_no == "青民发〔2012〕5号"
    assert texts[0].formed_on == date(2012, 6, 1)
    assert texts[0].issuer == "青禾县民政局"
    assert "简介" in "".join(texts[0].warnings)
    assert "乡镇公开方案" in "".join(texts[2].warnings)
    assert "相关范文" not in texts[2].body_html


def test_several_documents_one_after_another() -> None:
    texts = import_text(
        "青禾县人社局关于招聘公益岗位的通知\n青人社发〔2023〕2号\n各社区：\n请组织报名。\n青禾县人社局\n2023年2月1日\n\n"
        "青禾县医保局\n关于参保登记的通知\n青医保发〔2023〕3号\n各乡镇人民政府：\n请做好登记。\n青禾县医保局\n2023年3月1日\n"
        "青禾县住建局公告\n2023年第4号\n现公布物业名录。\n青禾县住建局\n2023年4月1日\n"
    )
    assert [(text.title, text.doc_no) for text in texts] == [
        ("青禾县人社局关于招聘公益岗位的通知", "青人社发〔2023〕2号"),
        ("青禾县医保局关于参保登记的通知", "青医保发〔2023〕3号"),
        ("青禾县住建局公告", "2023年第4号"),
    ]
    assert [text.formed_on for text in texts] == [date(2023, 2, 1), date(2023, 3, 1), date(2023, 4, 1)]


def test_forwarded_document_stays_with_the_notice_that_forwards_it() -> None:
    texts = import_text(
        "青禾县民政局转发市民政局关于低保复核的通知\n青民函〔2022〕1号\n各乡镇：\n现转发给你们。\n青禾县民政局\n2022年1月5日\n"
        "东川市民政局关于低保复核的通知\n东民发〔2021〕88号\n各县民政局：\n请按期复核。\n东川市民政局\n2021年12月30日\n"
    )
    assert len(texts) == 1
    assert texts[0].formed_on == date(2022, 1, 5)
    assert texts[0].doc_no == "青民函〔2022〕1号"


def test_broken_paragraphs_are_joined_and_reported() -> None:
    text = only(
        "青禾县关于村务监督的意见\n各村：\n要建立健全村务监督委员会，选好用好监督人员，定期开展监督检查，切实增强监\n\n督实效，让群众放心满意。\n"
    )
    assert "切实增强监督实效" in text.body_html
    assert any("断开" in warning for warning in text.warnings)


def test_items_of_a_list_and_numbered_sentences_are_no_headings() -> None:
    text = only(
        "青禾县民政局关于申请救助材料的通知\n各社区：\n一、申请材料\n（一）居民户口簿；\n（二）收入证明；\n（三）其他材料。\n二、纪律要求\n"
        "（一）各单位要严格审核申请材料，对弄虚作假、骗取救助资金的，一经查实立即取消资格并追缴已经发放的资金。\n"
        "（二）要公开办理结果，接受群众监督，对群众反映的问题及时核查处理并答复，做到件件有回音、事事有着落。\n"
    )
    assert [heading.text for heading in text.headings] == ["一、申请材料", "二、纪律要求"]


def test_secret_documents_are_pointed_out() -> None:
    text = only("机密★1年\n青禾县人民政府关于应急预案的通知\n各乡镇：\n请遵照执行。\n青禾县人民政府\n2020年1月1日")
    assert any("密级" in warning for warning in text.warnings)


def test_impossible_and_unfinished_dates_stay_empty() -> None:
    impossible = only("青禾县关于检查的通知\n各村：\n请自查。\n青禾县柳溪镇人民政府\n2021年2月30日")
    assert impossible.formed_on is None
    assert any("2021年2月30日" in warning for warning in impossible.warnings)
    unfinished = only("青禾县关于检查的通知\n各村：\n请自查。\n青禾县柳溪镇人民政府\n2021年2月　日")
    assert unfinished.formed_on is None
    assert any("不完整" in warning for warning in unfinished.warnings)
    assert unfinished.signature == "青禾县柳溪镇人民政府"


def test_json_has_the_documented_keys_in_order() -> None:
    data = only(NOTICE).as_json()
    assert list(data) == [
        "title", "doc_no", "issuer", "addressee", "formed_on", "headings", "body_html", "warnings", "attachments", "signature",
    ]  # fmt: skip
    assert data["formed_on"] == "2024-05-21"
    assert data["headings"][0] == {"level": 1, "text": "一、总体要求"}


def test_joint_issue_by_party_and_government_offices() -> None:
    text = only(
        "中共临江区委办公室文件\n\n临委办〔2021〕 15 号\n\n中共临江区委办公室 临江区人民政府办公室\n印发《关于推进基层公开的实施方案》的通知\n\n"
        "各镇党委、政府，区级各部门：\n《关于推进基层公开的实施方案》已经同意，现印发你们。\n\n中共临江区委办公室\n临江区人民政府办公室\n2021年6月8日\n\n"
        "关于推进基层公开的实施方案\n为推进公开，制定本方案。\n一、工作目标\n到年底建成。\n抄送：区政协办公室。\n中共临江区委办公室 2021年6月9日印发\n"
    )
    assert text.title == "中共临江区委办公室临江区人民政府办公室印发《关于推进基层公开的实施方案》的通知"
    assert text.doc_no == "临委办〔2021〕15号"
    assert text.issuer == "中共临江区委办公室、临江区人民政府办公室"
    assert text.formed_on == date(2021, 6, 8)
    assert text.body_html.endswith("<p>中共临江区委办公室 2021年6月9日印发</p>")


def test_order_with_regulations_in_chapters() -> None:
    text = only(
        "临江市人民政府令\n第 12 号\n《临江市绿化办法》已经市人民政府常务会议通过，现予公布。\n市长 某某某\n2016年3月20日\n临江市绿化办法\n"
        "第一章 总则\n第一条 为了加强绿化，制定本办法。\n第二章 规划\n第二条 编制规划应当公开征求意见。"
    )
    assert (text.title, text.doc_no, text.issuer) == ("临江市人民政府令", "第12号", "临江市人民政府")
    assert text.formed_on == date(2016, 3, 20)
    assert [heading.text for heading in text.headings] == ["第一章 总则", "第二章 规划"]


def test_decision_is_dated_by_the_note_of_its_passing() -> None:
    text = only(
        "临江区人大常委会关于批准决算的决定\n（2022年8月30日临江区第三届人大常委会第十次会议通过）\n会议听取了报告，决定批准决算。"
    )
    assert text.formed_on == date(2022, 8, 30)


def test_headings_glued_behind_a_colon() -> None:
    text = only(
        "临江区民政局关于做好救助工作的通知\n各镇、街道：为做好救助，现通知如下：一、摸清底数（一）入户核查。逐户登记。（二）民主评议。张榜公布。"
        "二、按时发放。春节前发放到位。临江区民政局2019年11月20日"
    )
    assert [heading.text for heading in text.headings] == [
        "一、摸清底数",
        "（一）入户核查",
        "（二）民主评议",
        "二、按时发放",
    ]
    assert text.formed_on == date(2019, 11, 20)
    assert text.signature == "临江区民政局"


def test_date_broken_over_two_lines_below_a_seal_note() -> None:
    text = only("临江区民政局关于做好救助工作的通知\n各镇：\n请按时完成。\n临江区民政局\n（盖章）\n2019年\n11月20日")
    assert text.formed_on == date(2019, 11, 20)
    assert text.issuer == "临江区民政局"


def test_letter_spaced_lines() -> None:
    text = only("关 于 做 好 工 作 的 通 知\n各 村：\n请落实。\n石 桥 镇 人 民 政 府\n2019年11月20日")
    assert (text.title, text.addressee, text.issuer) == ("关于做好工作的通知", "各村", "石桥镇人民政府")


def test_list_of_names_makes_no_headings() -> None:
    text = only(
        "关于拟录用人员的公示\n现将名单公示如下：\n1.甲某某\n2.乙某某\n公示期七天。\n临江区人力资源和社会保障局\n2024年3月1日"
    )
    assert text.headings == ()
    assert text.issuer == "临江区人力资源和社会保障局"


def test_rule_between_two_documents_is_no_part_of_a_title() -> None:
    texts = import_text(
        "临江区教育局关于开学检查的通知\n临教〔2020〕8号\n各学校：\n请自查。\n临江区教育局\n2020年8月20日\n----------\n"
        "临江区教育局关于校车安全的通知\n各学校：\n请自查。\n临江区教育局\n2020年9月1日"
    )
    assert [text.title for text in texts] == [
        "临江区教育局关于开学检查的通知",
        "临江区教育局关于校车安全的通知",
    ]
    assert "----------" in "".join(texts[1].warnings)


def test_title_that_cites_a_number_with_its_own_number_below() -> None:
    text = only(
        "临江区民政局转发市民政局关于核查的通知（东民发〔2020〕1号）\n临民函〔2020〕6号\n各镇：\n请核查。\n临江区民政局\n2020年2月1日"
    )
    assert text.doc_no == "临民函〔2020〕6号"
    assert text.title.endswith("（东民发〔2020〕1号）")


def test_news_without_an_official_title_asks_to_check_it() -> None:
    text = only("石桥镇开展政务公开日活动\n8月15日，石桥镇在文化广场开展活动，发放资料300余份。\n活动受到欢迎。")
    assert text.title == "石桥镇开展政务公开日活动"
    assert text.issuer == ""
    assert any("首行" in warning for warning in text.warnings)
