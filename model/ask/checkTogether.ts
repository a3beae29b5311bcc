/** Several access files of one org, each by itself and all of them together, in every stack that any of them names. */
import { checkAccess } from "../file/load";
import { sortFindings, type Finding } from "../findings";
import type { HandlerFolders } from "../file/validate/handlers";
import { checkModel, distinct, stacksOf, type StackProof } from "./check";
import { checkUnion, type UnionProof } from "./union";

/** One of the files: its value may be anything. */
export interface OrgFile {
  readonly source: string;
  readonly value: unknown;
  readonly handlers?: HandlerFolders;
}

/** What was found in all of them, each finding with its file. */
export interface OrgReport {
  readonly findings: readonly Finding[];
  readonly proofs: readonly (StackProof & { readonly source: string })[];
  /** Of files that share a server, by stack; undefined: what exists in every stack. */
  readonly together: readonly (UnionProof & { readonly stack: string | undefined })[];
}

/** Checks files for one stack, or for each stack that one of them mentions and for all others. */
export function checkTogether(files: readonly OrgFile[], stack?: string): OrgReport {
  const each = files.map(({ source, value, handlers }) => ({ source, ...checkModel(value, { stack, handlers }) }));
  const stacks = stack === undefined ? [undefined, ...new Set(files.flatMap(({ value }) => stacksOf(value)))] : [stack];
  const unions = stacks.map((name) => {
    const members = files.flatMap(({ source, value, handlers }) => {
      const { access } = checkAccess(value, { stack: name, handlers });
      return access === undefined ? [] : [{ source, access }];
    });
    return { stack: name, ...checkUnion(members) };
  });
  const own = each.flatMap(({ source, findings }) => findings.map((finding) => ({ ...finding, file: source })));
  return {
    findings: sortFindings(distinct([...own, ...unions.flatMap(({ findings }) => findings)])),
    proofs: each.flatMap(({ source, proofs }) => proofs.map((proof) => ({ ...proof, source }))),
    together: unions.flatMap(({ stack: name, proofs }) => proofs.map((proof) => ({ ...proof, stack: name }))),
  };
}
