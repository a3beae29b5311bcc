/** Okta's API by a script, for the specs of the services: it knows the calls that a spec names, and counts all. */
import type { OktaApi, OktaCall } from "../../../../service/okta/oktaApi";
import type { OktaResponse } from "../../../../service/okta/send";

/** An answer, an error to throw, or what makes one of the call. */
export type Scripted =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | Error
  | ((call: OktaCall) => Promise<Scripted> | Scripted);

export interface ScriptedOkta {
  readonly okta: OktaApi;
  readonly calls: OktaCall[];
  /** By method and path: what is answered, one after the other; the last one again and again. */
  readonly script: Map<string, Scripted[]>;
}

export function scriptedOkta(): ScriptedOkta {
  const calls: OktaCall[] = [];
  const script = new Map<string, Scripted[]>();
  const okta: OktaApi = async (call) => {
    calls.push(call);
    const steps = script.get(`${call.method} ${call.path}`);
    if (steps === undefined) throw new Error(`the script has no ${call.method} ${call.path}`);
    return answer(call, steps.length > 1 ? steps.shift()! : steps[0]!);
  };
  return { okta, calls, script };
}

async function answer(call: OktaCall, step: Scripted): Promise<OktaResponse> {
  if (step instanceof Error) throw step;
  if (typeof step === "function") return answer(call, await step(call));
  return { status: step.status, headers: new Headers(step.headers), body: step.body };
}

/** An error in Okta's shape. */
export function oktaError(status: number, errorCode: string) {
  return { status, body: { errorCode, errorSummary: "secret-summary", errorCauses: [] } };
}
