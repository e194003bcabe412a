// Copies what the pages load from node_modules into static/vendor, and draws the icons listed in icons.txt into one
// sprite. Run by `make assets`.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const from = new URL("node_modules/", import.meta.url);
const to = new URL("static/vendor/", import.meta.url);

const files = {
  "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
  "idiomorph-ext.min.js": "idiomorph/dist/idiomorph-ext.min.js",
  "signature_pad.min.js": "signature_pad/dist/signature_pad.min.js",
  "qr/decode.js": "qr/decode.js", // reads labels where the browser cannot; loaded when somebody turns the camera on
  "qr/index.js": "qr/index.js",
};

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const [name, source] of Object.entries(files)) {
  mkdirSync(new URL(".", new URL(name, to)), { recursive: true });
  copyFileSync(new URL(source, from), new URL(name, to));
}
writeFileSync(new URL("tabler.min.css", to), withoutMap(readFileSync(new URL("tabler.min.css", to), "utf8")));

const names = readFileSync(new URL("icons.txt", import.meta.url), "utf8")
  .split("\n").map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
const missing = names.filter((name) => !existsSync(icon(name)));
if (missing.length > 0) throw new Error(`icons.txt names what @tabler/icons has not: ${missing.join(", ")}`);
writeFileSync(new URL("icons.svg", to),
  `<svg xmlns="http://www.w3.org/2000/svg">${[...new Set(names)].sort().map(symbol).join("")}</svg>\n`);

function icon(name) {
  return new URL(`@tabler/icons/icons/outline/${name}.svg`, from);
}

function symbol(name) {
  const drawn = readFileSync(icon(name), "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const inside = drawn.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>[\s\S]*$/, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
    `stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
}

// The map is not served: a browser's tools would ask for it in vain.
function withoutMap(css) {
  return css.replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
}
