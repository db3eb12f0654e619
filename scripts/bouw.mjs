// Builds static/dist from static/ and node_modules: CSS, JavaScript and the one font of the print.
// Names carry a hash of their content, so that a browser may keep them for ever; manifest.json tells which is which.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as esbuild from "esbuild";
import * as sass from "sass";

const dist = "static/dist";
rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "fonts"), { recursive: true });
const manifest = {};

function publish(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  const file = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  writeFileSync(join(dist, file), content);
  manifest[name] = file;
}

const css = sass.compile("static/css/overlegtafel.scss", {
  loadPaths: ["node_modules", "node_modules/govuk-frontend/dist"],
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["if-function"],
});
publish("overlegtafel.css", (await esbuild.transform(css.css, { loader: "css", minify: true })).code);

// Every page has the first; who is signed in and gets messages also the second, or on a page with a note the third, which holds it.
for (const name of ["overlegtafel.js", "live.js", "samen.js"]) {
  const js = await esbuild.build({
    entryPoints: [`static/js/${name}`],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    write: false,
  });
  publish(name, js.outputFiles[0].contents);
}

for (const file of readdirSync("static/beeld")) publish(file, readFileSync(join("static/beeld", file)));

const noto = "node_modules/@expo-google-fonts/noto-sans";
for (const [folder, file] of [["400Regular", "NotoSans_400Regular.ttf"], ["700Bold", "NotoSans_700Bold.ttf"]]) {
  const source = [join(noto, folder, file), join(noto, file)].find(existsSync);
  cpSync(source, join(dist, "fonts", basename(file)));
}
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));
