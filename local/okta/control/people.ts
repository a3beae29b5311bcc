/** What people do outside Okta: answer a push on their phones, and read their mail. */
import { notFound } from "../errors/apiErrors";
import { noContent, ok, type Answer } from "../http/endpoint";
import { oauthError } from "../errors/oauthErrors";
import { formParams, needed } from "../oauth/form";
import type { OAuthCall, OAuthEndpoint } from "../oauth/oauthEndpoint";

export const peopleEndpoints: readonly OAuthEndpoint[] = [
  { method: "GET", path: "/__push", operation: "localListPushes", handle: listPushes },
  { method: "POST", path: "/__push", operation: "localAnswerPush", handle: answerPush },
  { method: "GET", path: "/__mail", operation: "localListMail", handle: ({ okta }) => ok(okta.mailbox.list()) },
];

const ANSWERS: Readonly<Record<string, "SUCCESS" | "REJECTED">> = { allow: "SUCCESS", deny: "REJECTED" };

/** Each with the user, newest first. Where the factor has been removed, the phone asks no more. */
function asked({ okta }: OAuthCall) {
  return okta.pushes.waiting().flatMap((push) => {
    const user = okta.org.users.get(push.userId);
    return user?.factors.has(push.factorId) ? [{ push, user }] : [];
  });
}

function listPushes(call: OAuthCall): Answer {
  return ok(
    asked(call).map(({ push, user }) => ({
      login: user.profile["login"],
      expiresAt: new Date(push.ends).toISOString(),
    })),
  );
}

/** `login` and `decision` (`allow` or `deny`): the person answers the newest push that waits for them. */
async function answerPush(call: OAuthCall): Promise<Answer> {
  const params = await formParams(call);
  const login = needed(params, "login");
  const decision = needed(params, "decision");
  if (!Object.hasOwn(ANSWERS, decision)) throw oauthError("invalid_request");
  const person = call.okta.org.findUser(login);
  const found = asked(call).find(({ user }) => user === person);
  if (found === undefined) throw notFound(login, "UserFactor");
  found.push.answer = ANSWERS[decision];
  return noContent;
}
