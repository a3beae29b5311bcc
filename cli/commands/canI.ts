/** `access can-i`: would Okta give a user these scopes, by which rule, and why not by the others? */
import { answerTo, type CanIAnswer } from "../../model/ask";
import { compile } from "../../model/compile";
import type { Decision, TraceEvent } from "../../model/evaluate";
import { nearest } from "../../model/findings";
import { findGrant, GRANT_KEYS, type GrantType } from "../../model/okta";
import { json, UsageError, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { commaList, required, withModelOptions } from "../options";
import { decisionText } from "../print/answers";

interface Options extends ModelOptions {
  readonly groups: string;
  readonly client: string;
  readonly grant?: string;
  readonly json?: boolean;
  readonly all?: boolean;
}

/** Adds `access can-i`. */
export const canI: Register = (program, io, done) => {
  withModelOptions(program.command("can-i"))
    .description("would Okta give a member of these groups these scopes?")
    .argument("[scopes...]", "the scopes to ask for, OIDC scopes included")
    .option("--groups <keys>", "the groups of the user, with commas between them", "")
    .requiredOption("--client <key>", "the client that asks")
    .option("--grant <type>", `the grant type (${GRANT_KEYS.join(", ")}); the client's first one by default`)
    .option("--all", "explain the policies of other clients as well")
    .addHelpText("after", "\nExample: access can-i --groups support-leads --client support-console openid users:create")
    .action((scopes: string[], options: Options) => {
      const { answer, asJson } = ask(
        scopes.flatMap((text) => text.split(/\s+/).filter(Boolean)),
        options,
      );
      io.out(options.json ? json(asJson) : decisionText(answer));
      done(answer.decision.decision === "granted" ? 0 : 1);
    });
};

function ask(scopes: readonly string[], options: Options): { answer: CanIAnswer; asJson: unknown } {
  const access = loadModel(options);
  const client = required(access.clients, "client", options.client);
  const groups = commaList(options.groups).map((key) => required(access.groups, "group", key).key);
  const grant = options.grant === undefined ? client.grants[0]! : grantNamed(options.grant).key;
  const answer = answerTo(
    access,
    compile(access),
    { groups, client: client.key, grant, scopes },
    { folded: options.all !== true },
  );
  const { decision, trace, effective, advice } = answer;
  return { answer, asJson: { ...toJson(decision, trace, effective), ...(advice ? { advice } : {}) } };
}

function grantNamed(name: string): GrantType {
  const grant = findGrant(name);
  if (!grant) {
    const near = nearest(name, GRANT_KEYS);
    throw new UsageError(
      `there is no grant type \`${name}\`${near ? `; did you mean \`${near}\`?` : ""} (allowed: ${GRANT_KEYS.join(", ")})`,
    );
  }
  return grant;
}

function toJson(decision: Decision, trace: readonly TraceEvent[], effective: readonly string[] | undefined): object {
  const steps = trace.map(({ policy, rule, matched, because }) => ({ policy, rule: rule ?? null, matched, because }));
  if (decision.decision === "denied") {
    const { error, errorDescription } = decision;
    return { decision: "denied", scopes: [], rule: null, tokenMinutes: null, error, errorDescription, trace: steps };
  }
  const { policy, name, priority } = decision.rule;
  return {
    decision: "granted",
    scopes: decision.scopes,
    rule: { policy, name, priority },
    tokenMinutes: decision.tokenMinutes,
    error: null,
    errorDescription: null,
    trace: steps,
    ...(effective ? { effectiveScopes: effective } : {}),
  };
}
