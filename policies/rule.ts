/** A rule of the pack: a policy, and its cases, which say what it lets pass and with which words it refuses. */
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

/** The type tokens that the rules look at. Texts, since loading the classes would cost seconds at every preview. */
export const SERVER = "okta:auth/server:Server";
export const SERVER_POLICY = "okta:auth/serverPolicy:ServerPolicy";
export const SERVER_POLICY_RULE = "okta:auth/serverPolicyRule:ServerPolicyRule";
export const ROUTE = "aws:apigatewayv2/route:Route";
export const AUTHORIZER = "aws:apigatewayv2/authorizer:Authorizer";
export const FUNCTION = "aws:lambda/function:Function";
export const REST_API = "aws:apigateway/restApi:RestApi";
export const METHOD = "aws:apigateway/method:Method";
export const REST_AUTHORIZER = "aws:apigateway/authorizer:Authorizer";
export const LISTENER = "aws:lb/listener:Listener";
export const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
