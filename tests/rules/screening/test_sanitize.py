import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.publishing.sanitize import clean_body


@pytest.mark.parametrize(
    "body",
    [
        "<p>一、总体要求</p>",
        '<p class="addressee">各乡镇：</p>',
        '<p class="signature">某镇人民政府</p><p class="date">2026年1月1日</p>',
        "<h2>一</h2><h3>（一）</h3><h4>1.</h4><h5>（1）</h5>",
        '<table><thead><tr><th scope="col" colspan="2">村</th></tr></thead></table>',
        "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>",
        '<p><img src="/lixian/files/ab12/tu.png" alt="图"></p>',
        '<p><a href="/lixian/posts/1" rel="noopener">内链</a></p>',
        '<p><a href="mailto:a@b.example" rel="noopener">信</a></p>',
    ],
)
def test_what_a_post_may_have_stays(body: str) -> None:
    assert clean_body(body) == body


@pytest.mark.parametrize(
    ("body", "gone"),
    [
        ("<script>alert(1)</script>", "alert"),
        ("<style>p{}</style>", "p{}"),
        ('<p onclick="x()">甲</p>', "onclick"),
        ('<p style="color:red">甲</p>', "style"),
        ('<p class="evil date">甲</p>', "evil"),
        ('<a href="javascript:alert(1)">甲</a>', "javascript"),
        ('<a href="JaVaScRiPt&colon;alert(1)">甲</a>', "alert"),
        ('<a href="data:text/html,x">甲</a>', "data:"),
        ('<a href="//evil.example/">甲</a>', "evil"),
        ('<a href="/\\evil.example/">甲</a>', "evil"),
        ('<a href=" //evil.example/">甲</a>', "evil"),
        ('<a href="/&#9;/evil.example/">甲</a>', "evil"),
        ('<a href="/x" target="_blank">甲</a>', "target"),
        ('<img src="https://evil.example/files/a.png" alt="x">', "img"),
        ('<img src="//evil.example/files/a.png" alt="x">', "img"),
        ('<img src="/files/../admin/a.png" alt="x">', "img"),
        ('<img src="/files//evil/a.png" alt="x">', "img"),
        ('<img src="files/a.png" alt="x">', "img"),
        ('<img src="/other/a.png" alt="x">', "img"),
        ('<img src="/files/a.png?next=x" alt="x">', "img"),
        ('<img src="data:image/png;base64,AA" alt="a>b">', "img"),
        ('<table><tr><td colspan="99999">甲</td></tr></table>', "colspan"),
        ("<svg><p>甲<style><!--</style><img src=x onerror=alert(1)>", "onerror"),
        ("<iframe src='https://evil.example'></iframe>", "iframe"),
        ('<form action="/x"><input name="a"></form>', "form"),
        ("<!-- 内部批注 -->", "批注"),
        ('<p id="main">甲</p>', "id="),
    ],
)
def test_what_has_no_place_goes(body: str, gone: str) -> None:
    assert gone not in clean_body(body)


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(["<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<h2>", "<li>", "<ul>", "<br>"]),
        st.sampled_from(["<a href=/x>", "</a>", "<b>", "<i>", "<img src=/files/a.png>", "<select>", "<title>"]),
        st.sampled_from(["<svg>", "<math>", "<style>", "<!--", "-->", "<template>", "<noscript>", "&amp;lt;"]),
        st.text(max_size=6),
    ),
    max_size=16,
).map("".join)


@given(MARKUP)
def test_cleaning_twice_changes_nothing(body: str) -> None:
    assert clean_body(clean_body(body)) == clean_body(body)
