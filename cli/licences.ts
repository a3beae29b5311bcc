/** `npm run licences`: the licence of every package that a lock here names, and a refusal of what nobody has allowed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import satisfies from "spdx-satisfies";
import { columns } from "../local/columns";

export interface Licensed {
  /** `name@version`. */
  readonly package: string;
  /** An expression of SPDX, or what the package says in its place; undefined where it says nothing. */
  readonly licence: string | undefined;
  /** Whether it comes along with this package; the others are only used to build and test it. */
  readonly isShipped: boolean;
}

/** What a package may have that is installed together with this one: nothing of it reaches over to what uses it. */
const ALLOWED = [
  ...[
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Python-2.0",
    "Zlib",
  ],
  // Of `spdx-exceptions`, a list of names: whoever passes it on says whose it is, as this list does.
  "CC-BY-3.0",
];
/** Besides, where it is only used here: it asks for the sources of its own files, of which none is passed on. */
const ALLOWED_HERE = [...ALLOWED, "MPL-2.0"];

/** Packages whose manifest has no expression, with what their own licence file was found to be, for that version alone. */
const READ: Readonly<Record<string, string>> = {
  "@logdna/tail-file@2.2.0": "MIT",
  "limiter@1.1.5": "MIT",
};

interface Lock {
  readonly packages: Readonly<Record<string, { version?: string; license?: string; dev?: boolean; link?: boolean }>>;
}

/** The locks of this repository: its own, and that of the programs of others that its full suite needs. */
export const LOCKS = ["package-lock.json", "tests/strangers/package-lock.json"];

/** Every package once for each version, those that come along first. @param locks what each `package-lock.json` holds */
export function licencesIn(...locks: readonly Lock[]): Licensed[] {
  const found = new Map<string, Licensed>();
  const all = locks.flatMap(({ packages }) => Object.entries(packages));
  for (const [path, { version = "", license, dev = false, link = false }] of all) {
    if (path === "" || link) continue;
    const name = `${path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)}@${version}`;
    const isShipped = !dev || (found.get(name)?.isShipped ?? false);
    found.set(name, { package: name, licence: READ[name] ?? license, isShipped });
  }
  return [...found.values()].sort(
    (a, b) => Number(b.isShipped) - Number(a.isShipped) || (a.package < b.package ? -1 : 1),
  );
}

/** Why a package may not be used, and what to do; undefined where it may. */
export function refusalOf({ package: name, licence, isShipped }: Licensed): string | undefined {
  const says = licence === undefined ? "names no licence" : `has the licence \`${licence}\``;
  const kind = isShipped ? "comes along with this package" : "is used here";
  if (isAllowed(licence, isShipped ? ALLOWED : ALLOWED_HERE)) return undefined;
  return `\`${name}\` ${says} and ${kind}: take another package, or read its licence file and allow it in cli/licences.ts`;
}

function isAllowed(licence: string | undefined, allowed: readonly string[]): boolean {
  try {
    return licence !== undefined && satisfies(licence, allowed);
  } catch {
    // No expression of SPDX, such as `SEE LICENSE IN LICENSE`.
    return false;
  }
}

function main(): void {
  const all = licencesIn(...LOCKS.map((file) => JSON.parse(readFileSync(join(__dirname, "..", file), "utf8")) as Lock));
  for (const [wanted, title] of [
    [true, "come along with this one"],
    [false, "build and test it"],
  ] as const) {
    const rows = all.filter(({ isShipped }) => isShipped === wanted).map((one) => [one.licence ?? "", one.package]);
    process.stdout.write([`${rows.length} packages that ${title}`, "", ...columns(rows), "", ""].join("\n"));
  }
  const refusals = all.flatMap((one) => refusalOf(one) ?? []);
  for (const refusal of refusals) process.stderr.write(`${refusal}\n`);
  process.exitCode = refusals.length === 0 ? 0 : 1;
}

if (require.main === module) main();
