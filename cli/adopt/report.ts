/** The report of an adopted server, in Markdown: what is too wide today, what the file changes, what it cannot say, what to do. */
import { isSignInAlone, type Adopted, type Snapshot, type TooWide, type Unsaid } from "../../model/adopt";
import { printable } from "../../model/findings";
import { byPrincipal, changeText } from "../print/changes";
import type { Import } from "./importFile";

/** All that a report says. */
export interface AdoptReport {
  readonly snapshot: Snapshot;
  readonly adopted: Adopted;
  readonly wide: readonly TooWide[];
  readonly unsaid: readonly Unsaid[];
  readonly imported: Import;
  /** Name today → name after the first `up`, of server and applications. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly stack: string;
  /** The org's domain that was taken for the one by which clients call, without anybody having said so. */
  readonly domain: string | undefined;
}

/** The text of `adopted.md`. */
export function reportMarkdown(report: AdoptReport): string {
  const { snapshot, adopted, wide, unsaid, imported } = report;
  const { changes } = adopted;
  const widened = changes.filter(({ kind }) => kind === "widened");
  const narrowed = changes.filter(({ kind }) => kind === "narrowed");
  return [
    `# \`${printable(snapshot.server.name)}\`, as it was taken over`,
    `Read from ${plain(snapshot.source)}: ${snapshot.policies.length} policies, ${snapshot.apps.length} applications, ${snapshot.scopes.filter(({ system }) => !system).length} scopes.`,
    ...section(
      "Too wide today",
      wide.map(({ rule, where, message }) => `**${rule}**: ${where} ${message}.`),
      "Nothing was found.",
    ),
    "## What the file narrows",
    ...changesOf(narrowed, "Nothing: everybody can do what they can do today."),
    "## What the file widens",
    ...changesOf(widened, "Nothing."),
    ...(widened.some(isSignInAlone)
      ? ["Whoever is assigned to a client signs in to it: take a group out of `assignedTo` where that is not meant."]
      : []),
    ...section(
      "What the file cannot say",
      unsaid.map(
        ({ where, why, today, then }) =>
          `${where}: ${why}.${today === undefined ? "" : ` Today: ${today}.`} ${sentence(then)}`,
      ),
      "Nothing: the file says all of it.",
    ),
    ...section(
      "Names that the first `up` changes",
      report.renamed.map(({ from, to }) => `\`${printable(from)}\` becomes \`${to}\`.`),
      "None.",
    ),
    "## What comes next",
    ...nextSteps(report),
    ...(imported.removed.length === 0
      ? []
      : [
          `The import file has ${imported.removed.length} policies and rules that the program does not declare: the first \`up\` takes them away, once what stands in their place is there.`,
        ]),
    "",
  ].join("\n\n");
}

function nextSteps({ stack, imported, domain }: AdoptReport): string[] {
  return [
    ...(domain === undefined
      ? []
      : [
          `The issuer mode is \`DYNAMIC\`: a token names the address by which Okta was called. \`okta-api-access:orgDomain\` in \`Pulumi.${stack}.yaml\` is \`${printable(domain)}\`, the only address that is known here. Write the one there by which your clients call, or call \`access adopt\` again with \`--org-domain\`: APIs take no tokens of others.`,
        ]),
    [
      "1. Read this page, and change `access.ts` where it should say something else.",
      `2. \`pulumi stack init ${stack}\``,
      `3. \`pulumi import --file import.json --protect=false --generate-code=false --yes --stack ${stack}\``,
      `4. \`pulumi preview --diff --stack ${stack}\` must replace nothing and delete nothing but what is named here.`,
      `5. \`pulumi up --stack ${stack}\`, then \`access verify\`.`,
    ].join("\n"),
    imported.created.length === 0
      ? "Everything that the program declares is there already."
      : `New in the org: ${imported.created.map((name) => `\`${printable(name)}\``).join(", ")}.`,
  ];
}

function section(title: string, items: readonly string[], none: string): string[] {
  return [`## ${title}`, items.length === 0 ? none : items.map((item) => `- ${plain(item)}`).join("\n")];
}

function changesOf(changes: Parameters<typeof byPrincipal>[0], none: string): string[] {
  if (changes.length === 0) return [none];
  return [
    byPrincipal(changes)
      .map(
        ({ principal, changes: mine }) =>
          `- ${plain(principal)}\n${mine.map((one) => `  - ${plain(changeText(one))}`).join("\n")}`,
      )
      .join("\n"),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Names come from an org: whoever may name an application there writes no HTML and no link into a report. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("](", "] (");
}
