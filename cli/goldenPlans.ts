/** The golden plan and access matrix of every environment, so that a pull request shows what a change means in each. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import accessFile from "../access";
import { withOrgNames } from "../components/naming";
import { compile } from "../model/compile";
import { loadAccess } from "../model/file";
import { accessMatrix } from "../model/ask";
import { json } from "./io";
import { matrixMarkdown } from "./print/matrixMarkdown";
import { operationsMarkdown } from "./print/operationsMarkdown";

const REPOSITORY = join(__dirname, "..");
/** The table of operations, by file name below `docs/`. */
export const OPERATIONS_DOC = join(REPOSITORY, "docs/operations.md");
export const PLANS = join(REPOSITORY, "plans");

/** File name below `plans/` → text, for every stack file of the repository. The same files give the same text. */
export function goldenPlans(): Map<string, string> {
  const stacks = readdirSync(REPOSITORY).flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? []);
  return new Map(stacks.sort().flatMap((stack) => Object.entries(golden(stack))));
}

/** The text of the table of operations: of the whole file, as every stack has it that leaves nothing out. */
export function operationsDoc(): string {
  const access = loadAccess(accessFile, { source: "access.ts" });
  const intro = `# Who may call which operation

Made from \`access.ts\` by \`npm run plan\`; a test fails where it is not what the file says. What the operations do:
[the admin service](admin-service.md).
`;
  return ended(`${intro}\n${operationsMarkdown(access)}`);
}

function golden(stack: string): Record<string, string> {
  const access = loadAccess(accessFile, { stack, source: "access.ts" });
  const { config } = parse(readFileSync(join(REPOSITORY, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const carryStack = config["okta-api-access:namesCarryStack"] !== false;
  const plan = compile(withOrgNames(access, { product: access.product, stack, carryStack }));
  return {
    [`${stack}.plan.json`]: ended(json(plan)),
    [`${stack}.matrix.md`]: ended(`# Who may do what in \`${stack}\`\n\n${matrixMarkdown(accessMatrix(access))}`),
  };
}

function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
