/** The registration service: takes a person's wish for an account, and tells nobody whether there is one already. */
import * as z from "zod";
import type { HttpEvent, HttpResponse } from "okta-api-access/guard";
import { errorCodeOf, mailAddress, type OktaApi, personName } from "okta-api-access/service";
import { handlePublic, type PublicOperation, type PublicService } from "../lib/handlePublic";
import type { MailLimit } from "../lib/mailLimit";
import { proofSchema } from "../lib/proofOfWork";

/** What is asked for, and nothing more: an unknown field is refused. */
export const registrationSchema = z.strictObject({
  email: mailAddress,
  firstName: personName,
  lastName: personName,
  proof: proofSchema,
});

export type Registration = z.infer<typeof registrationSchema>;

export interface RegistrationService extends PublicService {
  /** The one group into which people are registered. */
  readonly groupId: string;
}

export const REGISTRATION_ROUTE = "POST /registrations";

export function handleRegistration(event: HttpEvent, service: RegistrationService): Promise<HttpResponse> {
  const operation: PublicOperation<Registration> = {
    route: REGISTRATION_ROUTE,
    name: "registration",
    body: registrationSchema,
    bodyName: "a registration",
    unavailable: "registrations cannot be taken",
    detail: "if the address is not registered yet, a mail is on its way to it; if it is, ask for a recovery",
    mails: MAILS,
    run: (okta, person) => create(okta, service.groupId, person),
  };
  return handlePublic(event, operation, service);
}

/** Okta has an address once, and writes to it once; but one mailbox has many addresses. */
const MAILS: MailLimit = { kind: "registration", pause: 0, perDay: 5 };

/** Okta's code for a value that is not allowed: here a login that is taken. */
const VALIDATION_FAILED = "E0000001";

/** Okta writes to the person, who chooses a password by the link: none is ever sent through this service. */
async function create(okta: OktaApi, groupId: string, person: Omit<Registration, "proof">): Promise<undefined> {
  const response = await okta({
    method: "POST",
    path: "/api/v1/users?activate=true",
    body: { profile: { login: person.email, ...person }, groupIds: [groupId] },
    // Okta has each login once: a second sending finds the first.
    repeatable: true,
  });
  const taken = response.status === 400 && errorCodeOf(response) === VALIDATION_FAILED;
  if (response.status >= 300 && !taken) throw new Error(`Okta answered with status ${response.status}`);
  return undefined;
}
