// The readers' own style sheets, for the text of the editor alone: what is written looks as it will.
//
// They name colours as the admin does, so they can't stand on the page beside its own. They are read
// and nested under the text; the reader's dark colours follow the admin's theme.

const SCOPE = ".editor-page.editor-page"; // twice: stronger than the admin's `.module h2` and its like

export async function wearReaderStyles(addresses) {
    const texts = await Promise.all(addresses.map(async (address) => (await fetch(address)).text()));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`${SCOPE} { ${texts.join("\n").replaceAll(":root", "&")} }`);
    document.adoptedStyleSheets.push(sheet);
    const dark = [...sheet.cssRules[0].cssRules].filter((rule) => /prefers-color-scheme:\s*dark/.test(rule.media?.mediaText));
    const theme = {light: "not all", dark: "all"};
    const follow = () => {
        for (const rule of dark) rule.media.mediaText = theme[document.documentElement.dataset.theme] ?? "(prefers-color-scheme: dark)";
    };
    follow();
    new MutationObserver(follow).observe(document.documentElement, {attributeFilter: ["data-theme"]});
}
