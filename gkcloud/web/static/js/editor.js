// The desktop editor on textarea[data-editor]. Without it, or on a phone, the textarea itself is the editor.
(() => {
  "use strict";
  const area = document.querySelector("textarea[data-editor]");
  if (!area || !window.hugerte || matchMedia("(max-width: 60rem)").matches) return;
  const words = JSON.parse(document.getElementById("editor-words").textContent);
  hugerte.addI18n("zh_CN", words);
  hugerte.init({
    target: area,
    language: "zh_CN",
    language_load: false,
    base_url: area.dataset.editorBase,
    suffix: ".min",
    content_css: area.dataset.editorCss,
    plugins: "lists link table autoresize wordcount",
    toolbar: "undo redo | blocks | bold italic | bullist numlist | table link | removeformat",
    block_formats: "正文=p;一级标题=h2;二级标题=h3;三级标题=h4;四级标题=h5",
    menubar: false,
    branding: false,
    promotion: false,
    convert_urls: false,
    statusbar: true,
    elementpath: false,
    min_height: 480,
    max_height: 1400,
    table_sizing_mode: "responsive",
    table_header_type: "sectionCells",
    table_default_attributes: {},
    table_default_styles: {},
    link_default_protocol: "https",
    link_target_list: false,
    valid_styles: {},
    // The server sanitises whatever arrives; this only keeps the two from disagreeing in front of the author.
    valid_elements:
      "p[class],h2,h3,h4,h5,blockquote,ul,ol[start],li,table,caption,thead,tbody,tr,th[scope|colspan|rowspan]," +
      "td[colspan|rowspan],a[href|title],img[src|alt],strong/b,em/i,u,s,sub,sup,br",
    valid_classes: { p: "addressee signature date" },
    paste_preprocess: (_editor, args) => {
      args.content = args.content.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\s(?:style|class)="[^"]*"/gi, "");
    },
    setup: (editor) => {
      editor.on("input change undo redo", () => {
        editor.save();
        area.dispatchEvent(new Event("input", { bubbles: true }));
      });
    },
  });
})();
