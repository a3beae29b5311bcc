/** What is installed with this package and for it: each for a use, each with a licence, none with a script that must run. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { licencesIn, LOCKS, refusalOf } from "../../../cli/licences";
import { sbom } from "../../../cli/sbom";
import { manifest } from "../../../components/program";

const REPOSITORY = join(__dirname, "../../..");
const read = (path: string) => readFileSync(join(REPOSITORY, path), "utf8");

interface Lock {
  readonly packages: Readonly<
    Record<string, { version?: string; license?: string; dev?: boolean; hasInstallScript?: boolean; bin?: object }>
  >;
}

const [lock, lockOfStrangers] = LOCKS.map((file) => JSON.parse(read(file)) as Lock) as [Lock, Lock];

/** The manifest of the programs of others that only the full suite needs. */
const strangers = JSON.parse(read("tests/strangers/package.json")) as {
  readonly private: boolean;
  readonly dependencies?: object;
  readonly devDependencies: Readonly<Record<string, string>>;
};
/** What asks for them, each by its folder. */
const ASKS_STRANGERS = /from "[./]*\/strangers\//;

/** What the package holds, whose packages are `dependencies`: the laws see to it that it needs no others. */
const SHIPPED = ["client", "cli", "components", "explorer", "guard", "lambda", "local", "model", "policies", "service"];
/** Of those, what is bundled or only builds. */
const ONLY_BUILDS = /^(cli\/(build|licences|sbom)[.]ts$|explorer\/app\/)/;
const THIS = "tests/unit/forge/packages.spec.ts";

/** The sources below a folder, by their path in the repository. */
function sources(folder: string): string[] {
  return readdirSync(join(REPOSITORY, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(node_modules|dist|[.]local)$/.test(entry.name) ? [] : sources(path);
    return /[.][cm]?[jt]s$/.test(entry.name) ? [path] : [];
  });
}

/** The packages that a source names in an import or a `require`. */
function packagesOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(read(file), true, true);
  return importedFiles.flatMap(({ fileName }) => /^(@[^/]+\/[^/]+|[^./@][^/]*)/.exec(fileName)?.[0] ?? []);
}

/** Whether a file's types are checked only when the strangers are there: then `npm test` does without what it needs. */
const { exclude } = ts.readConfigFile(join(REPOSITORY, "tsconfig.json"), ts.sys.readFile).config as {
  exclude: string[];
};
const isLeftToStrangers = (file: string) => exclude.some((path) => file.startsWith(`${path}/`));

describe("the packages of this repository", () => {
  const { dependencies, devDependencies } = manifest();

  it("are all used: dependencies by what the package holds, the others by what builds and tests it", () => {
    const inPackage = SHIPPED.flatMap(sources).filter((file) => !ONLY_BUILDS.test(file));
    const used = new Set(inPackage.flatMap(packagesOf));
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !used.has(name)),
      [],
    );
    const elsewhere = ["bench", "tests", ...SHIPPED].flatMap(sources).filter((file) => !isLeftToStrangers(file));
    // Some are not imported: a path in them is asked for, or a bench chooses among them by name.
    const texts = elsewhere.filter((file) => file !== THIS).map(read);
    const { scripts } = JSON.parse(read("package.json")) as { scripts: object };
    const commands = `${JSON.stringify(scripts)}${read("tests/run.ts")}`;
    const isUsed = (name: string): boolean => {
      const bins = Object.keys(lock.packages[`node_modules/${name}`]?.bin ?? {});
      const typed = /^@types\/(.+)$/.exec(name)?.[1];
      return (
        commands.includes(`node_modules/${name}/`) ||
        bins.some((bin) => new RegExp(`[" ]${bin}[" ]`).test(commands)) ||
        texts.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`)) ||
        (typed !== undefined && (typed === "node" || typed in dependencies || isUsed(typed)))
      );
    };
    // Where another product stands in the place of ours, nothing uses what only ours needs.
    if (!existsSync(join(REPOSITORY, "tests/product/browser"))) return;
    assert.deepEqual(
      Object.keys(devDependencies).filter((name) => !isUsed(name)),
      [],
    );
  });

  it("that only the full suite needs stand in `tests/strangers`, each behind a file there that a suite asks for", () => {
    const doors = sources("tests/strangers").filter((file) => !file.endsWith("/present.ts"));
    const texts = doors.map(read);
    assert.deepEqual(
      Object.keys(strangers.devDependencies).filter(
        (name) => !texts.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`)),
      ),
      [],
    );
    // Whoever lacks them is told so before anything else is loaded.
    for (const [index, text] of texts.entries())
      assert.match(text, /^\/\*\*.*\nimport "[.]\/present";\n/, doors[index]);
    const asking = sources("tests").filter((file) => !doors.includes(file) && ASKS_STRANGERS.test(read(file)));
    assert.deepEqual(
      asking.filter((file) => !isLeftToStrangers(file)),
      [],
    );
    const { include } = ts.readConfigFile(join(REPOSITORY, "tests/tsconfig.json"), ts.sys.readFile).config as {
      include: string[];
    };
    const left = exclude.filter((path) => path.startsWith("tests/") && path !== "tests/types/refused");
    assert.deepEqual(
      include.map((folder) => `tests/${folder}`),
      left,
    );
    const asked = asking.map(read).join("\n");
    assert.deepEqual(
      doors.filter((door) => !asked.includes(door.replace(/^tests(.*)[.]ts$/, '$1"'))),
      [],
    );
  });

  it("are of one version each, and that one exactly, and named once", () => {
    const all = [dependencies, devDependencies, strangers.devDependencies].flatMap((some) => Object.entries(some));
    for (const [name, version] of all) assert.match(version, /^(npm:[a-z-]+@)?\d+[.]\d+[.]\d+$/, name);
    assert.equal(new Set(all.map(([name]) => name)).size, all.length);
    assert.deepEqual([strangers.private, strangers.dependencies], [true, undefined]);
    // What comes along with a stranger is found by nobody else: no test takes its version in the place of the product's.
    assert.deepEqual(
      Object.keys(lockOfStrangers.packages).filter((path) => path.lastIndexOf("node_modules/") <= 0),
      ["", ...Object.keys(strangers.devDependencies).map((name) => `node_modules/${name}`)],
    );
  });

  it("have run no script when they were installed, and need none", () => {
    for (const file of [".npmrc", "tests/strangers/.npmrc"]) assert.match(read(file), /^ignore-scripts=true$/m);
    const wanting = [lock, lockOfStrangers]
      .flatMap(({ packages }) => Object.entries(packages))
      .filter(([, { hasInstallScript }]) => hasInstallScript === true);
    // esbuild's puts its program in the place of a script that starts it; protobufjs' warns of versions; classic-level's
    // looks for a build of its native part, which it brings along and finds again when it is loaded. This suite, which
    // bundles, speaks gRPC and has tables, runs without them.
    assert.deepEqual(
      wanting.map(([path]) => path),
      ["node_modules/classic-level", "node_modules/esbuild", "node_modules/protobufjs"],
    );
    assert.match(read("node_modules/esbuild/bin/esbuild"), /^#!\/usr\/bin\/env node\n/);
  });

  it("have licences that were allowed", () => {
    const all = licencesIn(lock, lockOfStrangers);
    assert.deepEqual(
      all.flatMap((one) => refusalOf(one) ?? []),
      [],
    );
    assert.equal(all.length, new Set(all.map(({ package: name }) => name)).size);
    const shipped = all.filter(({ isShipped }) => isShipped).map(({ package: name }) => name);
    for (const [name, version] of Object.entries(dependencies)) assert.ok(shipped.includes(`${name}@${version}`), name);
    for (const name of ["mocha", "prettier", "z3-solver"])
      assert.ok(!shipped.some((one) => one.startsWith(`${name}@`)), name);
  });

  it("are all in the SBOM of a release, those that come along, and no others", () => {
    const { metadata, components } = JSON.parse(sbom()) as {
      metadata: { component: { name: string } };
      components: { group?: string; name: string; version: string }[];
    };
    assert.equal(metadata.component.name, "okta-api-access");
    const named = components.map(({ group, name, version }) => `${group ? `${group}/` : ""}${name}@${version}`);
    const shipped = licencesIn(lock).filter(({ isShipped }) => isShipped);
    assert.deepEqual([...new Set(named)].sort(), shipped.map(({ package: name }) => name).sort());
  });

  it("are refused with a licence that nobody has allowed, with none, and with one that is for tests alone", () => {
    const planted = (license: string | undefined, dev = false) =>
      licencesIn({ packages: { "": {}, "node_modules/a/node_modules/@b/c": { version: "1.0.0", license, dev } } });
    const refusal = (license: string | undefined, dev?: boolean) => planted(license, dev).map(refusalOf)[0];
    const then = "take another package, or read its licence file and allow it in cli/licences.ts";
    assert.equal(
      refusal("GPL-3.0-only"),
      `\`@b/c@1.0.0\` has the licence \`GPL-3.0-only\` and comes along with this package: ${then}`,
    );
    assert.equal(refusal(undefined, true), `\`@b/c@1.0.0\` names no licence and is used here: ${then}`);
    for (const licence of ["MIT AND GPL-3.0-only", "SEE LICENSE IN LICENSE", "UNLICENSED", "MPL-2.0"])
      assert.ok(refusal(licence), licence);
    for (const licence of ["MIT", "(MIT OR GPL-3.0-only)", "(MIT AND Zlib)"]) assert.equal(refusal(licence), undefined);
    assert.equal(refusal("MPL-2.0", true), undefined);
  });
});
