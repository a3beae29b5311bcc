/** What is wrong with a product's files beside its access file: the name of its project, and the code of its handlers. */
import { dirname } from "node:path";
import type { Finding } from "../../model/findings";
import { handlerCodeFindings } from "../aws/shared/bundle";
import { handlersIn, productAt, projectName } from "./product";

/**
 * Held against the value of the product's access file, right or wrong.
 *
 * @param accessFile The path of its `access.ts`.
 */
export function productFindings(accessFile: string, access: unknown): Finding[] {
  const product = productAt(dirname(accessFile));
  const { names } = handlersIn(product.handlers);
  const name: unknown = Reflect.get(Object(access), "product");
  return [
    ...(typeof name === "string" ? projectFindings(projectName(product), name) : []),
    ...handlerCodeFindings(product.handlers, names),
  ];
}

/** The engine tells stacks apart by the project's name: a project that is named after another product may take over its stacks. */
export function projectFindings(project: string | undefined, product: string): Finding[] {
  if (project === undefined || project === product) return [];
  const message =
    `the project is named \`${project}\`, and the product \`${product}\`: two products under one project's name take each ` +
    `other's stacks for their own; write \`name: ${product}\` before the first \`pulumi up\`, and for a stack that is ` +
    `deployed call \`pulumi stack rename organization/${product}/<stack>\` as well`;
  return [{ rule: "project-name", level: "warning", path: "Pulumi.yaml", message }];
}
