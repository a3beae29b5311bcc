/** The codes that prove a factor: those that are sent to somebody, and those that an app on a phone shows. */
import { ApiError, type ApiErrorCode } from "../../errors/apiErrors";
import type { Factor } from "../../org/entities";
import type { Org } from "../../org/Org";
import { totpStep } from "./totp";

/**
 * Every code that is sent, since nothing is sent anywhere. It also stands for what a device would answer: the phone
 * that takes up a push, a passkey, a security key.
 */
export const SENT_CODE = "123456";

/** A code counts for so long, in seconds, unless the request says otherwise. Source: Okta's API reference. */
export const CODE_SECONDS = 300;

export const TOTP = "token:software:totp";

/** How long to wait for the next one, and the error of who does not. Source: Okta's list of error codes. */
const WAITS: Readonly<Record<string, { readonly seconds: number; readonly error: ApiErrorCode }>> = {
  sms: { seconds: 30, error: "E0000109" },
  call: { seconds: 30, error: "E0000133" },
  email: { seconds: 5, error: "E0000118" },
};

/** The types whose code goes to a number or an address. */
export function isSentTo(factorType: string): boolean {
  return Object.hasOwn(WAITS, factorType);
}

/** A new code, which takes the place of the last one. @throws ApiError 429 where that was just now. */
export function sendCode(org: Org, factor: Factor, seconds = CODE_SECONDS): void {
  const now = org.clock();
  const wait = WAITS[factor.factorType];
  if (wait !== undefined && factor.sent !== undefined && now < factor.sent.at + wait.seconds * 1000)
    throw new ApiError(wait.error);
  factor.sent = { at: now, ends: now + seconds * 1000 };
}

/** @throws ApiError 403 for a wrong code, one that has ended or was never sent, and for one that was used before. */
export function useCode(org: Org, factor: Factor, code: unknown): void {
  if (typeof code !== "string") throw wrongCode();
  if (factor.factorType === TOTP) useTotp(org, factor, code);
  else useSent(org, factor, code);
}

export function wrongCode(): ApiError {
  return new ApiError("E0000068", "", ["Your code doesn't match our records. Please try again."]);
}

/** That one which was used counts as wrong from then on is inferred. */
function useSent(org: Org, factor: Factor, code: string): void {
  const { sent } = factor;
  if (sent === undefined || org.clock() >= sent.ends || code !== SENT_CODE) throw wrongCode();
  factor.sent = { ...sent, ends: 0 };
}

function useTotp(org: Org, factor: Factor, code: string): void {
  const step = totpStep(factor.secret!, code, org.seconds());
  if (step === undefined) throw wrongCode();
  if (factor.lastStep !== undefined && step <= factor.lastStep) throw new ApiError("E0000082");
  factor.lastStep = step;
}
