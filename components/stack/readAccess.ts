/** Reads the access file for a stack, and shows what is doubtful in it beside the preview. */
import * as pulumi from "@pulumi/pulumi";
import { type Access, checkAccess } from "../../model/file";
import { AccessError, printFindings } from "../../model/findings";

/** @throws AccessError with every error that was found; warnings are logged. */
export function readAccess(value: unknown, stack: string): Access {
  const source = "access.ts";
  const { access, findings } = checkAccess(value, { stack, source });
  if (access === undefined) throw new AccessError(source, findings);
  for (const finding of findings) void pulumi.log.warn(`${source}: ${printFindings([finding])}`);
  return access;
}
