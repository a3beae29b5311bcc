/**
 * The properties that the installed SDKs of Okta and AWS know, read from their declarations. A real provider drops a nested
 * property that it does not know without a word: a rule with a misspelt list of groups would then be for everybody.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

type Members = ReadonlyMap<string, string>;

const folderOf = (sdk: string) => dirname(require.resolve(`@pulumi/${sdk}/package.json`));
const read = remembering((file: string) => readFileSync(file, "utf8"));

/** What is wrong with the declared properties of a resource, each with its path; empty: the SDK knows all of them. */
export function unknownProperties(token: string, inputs: Readonly<Record<string, unknown>>): string[] {
  return unknownIn(membersOfArgs(token), inputs, token.split(":")[0]!, "");
}

function unknownIn(members: Members, values: Readonly<Record<string, unknown>>, sdk: string, path: string): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const type = members.get(name);
    return type === undefined ? [at] : unknownBelow(type, value, sdk, at);
  });
}

function unknownBelow(type: string, value: unknown, sdk: string, path: string): string[] {
  const nested = /\binputs\.([A-Za-z0-9_.]+)/.exec(type)?.[1];
  // A type without a name of its own holds texts and numbers, or keys that anybody may choose.
  if (nested === undefined || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownBelow(type, item, sdk, `${path}[${index}]`));
  if ("secret" in value && Object.keys(value).length === 1) return unknownBelow(type, value.secret, sdk, path);
  return unknownIn(membersOfInput(sdk, nested), value as Record<string, unknown>, sdk, path);
}

/** Of `okta:app/oAuth:OAuth` the interface `OAuthArgs`, in whichever file of the folder it is. */
const membersOfArgs = remembering((token: string): Members => {
  const [sdk, module, name] = token.split(":") as [string, string, string];
  const folder = join(folderOf(sdk), module.startsWith("index/") ? "" : dirname(module));
  const file = readdirSync(folder).find(
    (candidate) =>
      candidate.endsWith(".d.ts") && read(join(folder, candidate)).includes(`export declare class ${name} extends`),
  );
  if (file === undefined) throw new Error(`the SDK has no class for ${token}`);
  return membersOf(cutOut(read(join(folder, file)), `export interface ${name}Args {`));
});

const membersOfInput = remembering((sdk: string, name: string): Members => {
  const text = read(join(folderOf(sdk), "types/input.d.ts"));
  const [interfaceName, ...spaces] = name.split(".").reverse() as [string, ...string[]];
  const space = spaces.reverse().reduce((inside, part) => cutOut(inside, `namespace ${part} {`), text);
  return membersOf(cutOut(space, `interface ${interfaceName} {`));
});

/** From a heading to the brace that closes it. Braces in comments come in pairs. */
function cutOut(text: string, heading: string): string {
  const start = text.indexOf(heading);
  if (start === -1) throw new Error(`the SDK has no \`${heading}\``);
  let depth = 0;
  for (let at = start + heading.length - 1; at < text.length; at++) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}" && --depth === 0) return text.slice(start, at + 1);
  }
  throw new Error(`\`${heading}\` is never closed`);
}

function membersOf(declaration: string): Members {
  const source = ts.createSourceFile("args.ts", declaration, ts.ScriptTarget.Latest, true);
  const [statement] = source.statements;
  if (statement === undefined || !ts.isInterfaceDeclaration(statement)) throw new Error("no interface");
  return new Map(
    statement.members.flatMap((member): [string, string][] =>
      ts.isPropertySignature(member) && member.type !== undefined
        ? [[member.name.getText(source).replace(/^["']|["']$/g, ""), member.type.getText(source)]]
        : [],
    ),
  );
}

function remembering<A extends readonly string[], R>(make: (...key: A) => R): (...key: A) => R {
  const known = new Map<string, R>();
  return (...key) => {
    const name = key.join(" ");
    if (!known.has(name)) known.set(name, make(...key));
    return known.get(name)!;
  };
}
