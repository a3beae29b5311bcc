/** A policy with its cases: what it lets pass, what it refuses and with which words, and what it says of unknown values. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

/** A resource as a policy sees it: inputs for a resource policy, outputs for a stack policy. */
export interface CaseResource {
  readonly type: string;
  readonly name?: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** Property → names of the case's resources that it is made from. Stack policies only. */
  readonly madeFrom?: Readonly<Record<string, readonly string[]>>;
}

/** One case. A resource policy gets the resources one by one, a stack policy all at once. */
export interface Case {
  /** A sentence that completes "it …". */
  readonly title: string;
  readonly resources: readonly CaseResource[];
  /** The exact messages, in order; empty: nothing is refused. */
  readonly violations: readonly string[];
}

/** INVARIANT: none of the three lists is empty; the tests refuse a rule that lacks one. */
export interface Cases {
  readonly passes: readonly Case[];
  readonly refuses: readonly Case[];
  /** With values that a preview does not know yet. */
  readonly unknown: readonly Case[];
}

export interface Rule<Policy = ResourceValidationPolicy | StackValidationPolicy> {
  readonly policy: Policy;
  readonly cases: Cases;
}

export type ResourceRule = Rule<ResourceValidationPolicy>;
export type StackRule = Rule<StackValidationPolicy>;

/** Stands for a value that a preview does not know: the engine's own mark of an unknown text. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
