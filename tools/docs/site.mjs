/**
 * The documentation as a searchable site: `npm run docs` makes it in .build/docs/site, `npm run docs -- --serve` shows it
 * and follows changes of the pages.
 *
 * Invariant: the pages are docs/*.md, the README and the examples as they are in the repository; nothing is written
 * for the site alone, and a link that leads nowhere fails the build.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT } from "../bootstrap.mjs";
import { generate } from "../generate.mjs";

const FOLDER = path.join(ROOT, "tools", "docs");
const SOURCE = path.join(ROOT, ".build", "docs", "source");
const SITE = path.join(ROOT, ".build", "docs", "site");

/** Makes the site; resolves with its folder. */
export async function buildDocs() {
  const { build } = await prepare();
  await build(SOURCE, { outDir: SITE });
  return SITE;
}

/** Shows the site on a local port until the process ends. */
async function serveDocs() {
  const { createServer } = await prepare();
  const server = await createServer(SOURCE);
  await server.listen();
  server.printUrls();
}

async function prepare() {
  await ensureInstalled(FOLDER, "the generator of the documentation site");
  await generate();
  writeSource();
  const require = createRequire(path.join(FOLDER, "package.json"));
  return import(pathToFileURL(require.resolve("vitepress")).href);
}

/** Writes pages and configuration where the generator looks for them. */
function writeSource() {
  rmSync(SOURCE, { recursive: true, force: true });
  for (const [name, text] of Object.entries(pages())) {
    const file = path.join(SOURCE, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  mkdirSync(path.join(SOURCE, ".vitepress"), { recursive: true });
  writeFileSync(path.join(SOURCE, ".vitepress", "config.mjs"), configuration());
}

/** The pages by path: text. */
export function pages() {
  const found = { "index.md": page(read("README.md")) };
  for (const name of readdirSync(path.join(ROOT, "docs")).filter((each) => each.endsWith(".md"))) {
    found[name] = page(read(`docs/${name}`));
  }
  found["examples/index.md"] = page(read("examples/README.md"));
  for (const name of examples()) found[`examples/${pageName(name)}.md`] = examplePage(name);
  return found;
}

/** The examples and lessons, as paths in examples/. */
function examples() {
  return readdirSync(path.join(ROOT, "examples"), { recursive: true })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => /\.(?:ttvm|lisp)$/.test(name))
    .sort();
}

function examplePage(name) {
  const language = name.endsWith(".lisp") ? "ttvm-lisp" : "ttvm";
  return `# ${name}\n\n\`\`\`\`${language}\n${read(`examples/${name}`)}\`\`\`\`\n`;
}

/** `ring.ttvm` is the page `ring-ttvm`: a name with an ending would be a file. */
function pageName(name) {
  return name.replace(/\.(?=\w+$)/, "-");
}

/** The text of a page: for the generator, double braces are a template, for us they are text. */
function page(markdown) {
  const text = siteLinks(markdown);
  return text.includes("{{") ? `::: v-pre\n\n${text}\n\n:::\n` : text;
}

/** Links as they are in the repository become links to pages; what has no page is at the repository's root. */
function siteLinks(markdown) {
  return markdown
    .replace(/\]\(docs\/([\w-]+\.md)/g, "](/$1")
    .replace(/\]\(examples\/README\.md/g, "](/examples/index.md")
    .replace(/\]\(((?:learn\/)?[\w-]+\.(?:ttvm|lisp))\)/g, (_, name) => `](/examples/${pageName(name)}.md)`)
    .replace(/\[([^\]]+)\]\((?:learn|CONTRIBUTING\.md|ARCHITECTURE\.md)\)/g, "$1")
    .replace(/\]\(docs\/pictures\//g, "](/pictures/");
}

/** In reading order; pages that are not named here follow. */
const ORDER = [
  "editor",
  "debugging",
  "lisp",
  "diagnostics",
  "optimizer",
  "command-line",
  "standard-library",
  "language",
  "bytecode",
];

function configuration() {
  const names = readdirSync(path.join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -3));
  const rest = names.filter((name) => !ORDER.includes(name)).sort();
  const items = [...ORDER.filter((name) => names.includes(name)), ...rest].map((name) => ({
    text: (/^# (.*)$/m.exec(read(`docs/${name}.md`))?.[1] ?? name).replaceAll("`", ""),
    link: `/${name}`,
  }));
  const sidebar = [
    { text: "TinyTotVM", items: [{ text: "Start here", link: "/" }, ...items] },
    {
      text: "Examples",
      link: "/examples/",
      collapsed: true,
      items: examples().map((name) => ({ text: name, link: `/examples/${pageName(name)}` })),
    },
  ];
  const grammar = (file, name) => ({ ...JSON.parse(read(file)), name });
  const languages = [
    grammar("dist/ttvm.tmLanguage.json", "ttvm"),
    grammar(lispGrammar(), "ttvm-lisp"),
    { ...grammar(lispGrammar(), "lisp"), scopeName: "source.lisp" },
  ];
  const config = {
    title: "TinyTotVM",
    description: "A small stack machine to write, see through and debug",
    cacheDir: path.join(ROOT, ".build", "docs", "cache"),
    markdown: { languages },
    themeConfig: { search: { provider: "local" }, sidebar, outline: [2, 3] },
  };
  return `export default ${JSON.stringify(config)};\n`;
}

/** The grammar of Lisp: generated in the build, or written by hand. */
function lispGrammar() {
  const file = JSON.parse(read("package.json")).contributes.grammars.find(
    ({ language }) => language === "ttvm-lisp",
  ).path;
  return file.replace(/^\.\//, "");
}

function read(name) {
  return readFileSync(path.join(ROOT, name), "utf8");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  if (process.argv.includes("--serve")) await serveDocs();
  else console.log(`the site is in ${path.relative(ROOT, await buildDocs())}`);
}
