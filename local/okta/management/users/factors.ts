/** The factors of a user: enrol, list, activate, remove. How they are verified is in `factorVerify.ts`. */
import { ApiError, notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import { FACTORS } from "../../oauth/authorize/factors";
import type { Factor, Json, User } from "../../org/entities";
import { fieldsOf, rows, times, type ApiCall, selfLink } from "../apiEndpoint";
import { isSentTo, sendCode, TOTP, useCode } from "./factorCodes";
import { newTotpSecret, TOTP_LENGTH, TOTP_SECONDS } from "./totp";
import { USER_PATH, userOf } from "./users";
import { USERS_PATH } from "./userView";

const FACTORS_PATH = `${USER_PATH}/factors`;
export const FACTOR_PATH = `${FACTORS_PATH}/{factorId}`;

/** Factor types and their providers. Source: Okta's Factors API. */
const SUPPORTED: readonly { readonly type: string; readonly provider: string }[] = [
  ...Object.values(FACTORS).flatMap(({ okta }) => okta ?? []),
  { type: TOTP, provider: "OKTA" },
  { type: "call", provider: "OKTA" },
];

export const factors = rows(
  "okta.users",
  { method: "GET", path: FACTORS_PATH, operation: "listFactors", handle: list },
  { method: "POST", path: FACTORS_PATH, operation: "enrollFactor", handle: enrol },
  { method: "GET", path: `${FACTORS_PATH}/catalog`, operation: "listSupportedFactors", handle: catalog },
  {
    method: "GET",
    path: `${FACTORS_PATH}/questions`,
    operation: "listSupportedSecurityQuestions",
    handle: (call) => {
      userOf(call);
      return ok(Object.entries(SECURITY_QUESTIONS).map(([question, questionText]) => ({ question, questionText })));
    },
  },
  { method: "PUT", path: FACTOR_PATH, operation: "localUpdateFactor", handle: update },
  { method: "GET", path: FACTOR_PATH, operation: "getFactor", handle: (call) => ok(showOf(call)) },
  { method: "DELETE", path: FACTOR_PATH, operation: "unenrollFactor", handle: remove },
  { method: "POST", path: `${FACTOR_PATH}/lifecycle/activate`, operation: "activateFactor", handle: activate },
  { method: "POST", path: `${FACTOR_PATH}/resend`, operation: "resendEnrollFactor", handle: resend },
);

/** The factor that the path names. @throws ApiError 404 where the user has none of that id. */
export function factorOf(call: ApiCall, user: User): Factor {
  const id = call.params["factorId"]!;
  const factor = user.factors.get(id);
  if (factor === undefined) throw notFound(id, "UserFactor");
  return factor;
}

function showOf(call: ApiCall): Json {
  const user = userOf(call);
  return show(call, user, factorOf(call, user));
}

function list(call: ApiCall) {
  const user = userOf(call);
  return ok([...user.factors.values()].map((factor) => show(call, user, factor)));
}

function catalog(call: ApiCall) {
  const held = new Set(
    [...userOf(call).factors.values()].map(({ factorType, provider }) => `${factorType} ${provider}`),
  );
  return ok(
    SUPPORTED.map(({ type, provider }) => ({
      factorType: type,
      provider,
      vendorName: provider,
      status: held.has(`${type} ${provider}`) ? "ACTIVE" : "NOT_SETUP",
      enrollment: "OPTIONAL",
    })),
  );
}

function enrol(call: ApiCall) {
  const { org } = call;
  const user = userOf(call);
  if (user.status !== "ACTIVE") throw new ApiError("E0000038");
  const fields = fieldsOf(call);
  const factorType = fields.text("factorType");
  const provider = fields.text("provider");
  const profile = fields.object("profile");
  const supported = SUPPORTED.some((each) => each.type === factorType && each.provider === provider);
  if (!supported) fields.wrong("factorType", "Factor type and provider are not supported together", null);
  const held = [...user.factors.values()].some((each) => each.factorType === factorType && each.provider === provider);
  if (held) fields.wrong("factorType", "A factor of this type is already set up", null);
  fields.check();
  checkProfile(factorType, profile);
  // A security question is answered at once, and with `activate=true` Okta trusts the number that it is given.
  const active = factorType === "question" || (call.query.get("activate") === "true" && isSentTo(factorType));
  const factor: Factor = {
    ...org.stamp(),
    id: org.newId("factor"),
    factorType,
    provider,
    status: active ? "ACTIVE" : "PENDING_ACTIVATION",
    profile,
    secret: factorType === TOTP ? newTotpSecret() : undefined,
  };
  if (!active && factorType !== TOTP) sendCode(org, factor);
  user.factors.set(factor.id, factor);
  return ok({ ...show(call, user, factor), ...activation(factor) });
}

function checkProfile(type: string, profile: Json): void {
  const needed: Readonly<Record<string, string>> = {
    sms: "phoneNumber",
    call: "phoneNumber",
    email: "email",
    question: "answer",
  };
  const name = needed[type];
  if (name !== undefined && typeof profile[name] !== "string")
    throw validationFailed(`profile.${name}`, "The field cannot be left blank");
}

/** The secret of a one-time password is told once, so that it can be put into an app. */
function activation({ secret }: Factor): Json {
  if (secret === undefined) return {};
  return {
    _embedded: {
      activation: {
        timeStep: TOTP_SECONDS,
        sharedSecret: secret,
        encoding: "base32",
        keyLength: TOTP_LENGTH,
        factorResult: "WAITING",
      },
    },
  };
}

/** Only a security question can be changed: the question, the answer, or both. */
function update(call: ApiCall) {
  const user = userOf(call);
  const factor = factorOf(call, user);
  if (factor.factorType !== "question") throw validationFailed("factorType", "Only a security question can be updated");
  const profile = { ...factor.profile, ...fieldsOf(call).object("profile") };
  checkProfile(factor.factorType, profile);
  Object.assign(factor, { profile, lastUpdated: call.org.clock() });
  return ok(show(call, user, factor));
}

function remove(call: ApiCall) {
  const user = userOf(call);
  user.factors.delete(factorOf(call, user).id);
  return noContent;
}

function activate(call: ApiCall) {
  const user = userOf(call);
  const factor = factorOf(call, user);
  if (factor.status === "ACTIVE") throw new ApiError("E0000038");
  useCode(call.org, factor, call.json["passCode"]);
  factor.status = "ACTIVE";
  factor.lastUpdated = call.org.clock();
  return ok(show(call, user, factor));
}

/** Sends the code of a factor that waits for its activation once more. */
function resend(call: ApiCall) {
  const user = userOf(call);
  const factor = factorOf(call, user);
  if (factor.status === "ACTIVE" || !isSentTo(factor.factorType)) throw new ApiError("E0000038");
  sendCode(call.org, factor);
  return ok(show(call, user, factor));
}

/** Without the answer to a security question. */
export function shownProfile({ profile: { answer: _, ...profile } }: Factor): Json {
  return profile;
}

export function factorPath(user: User, factor: Factor): string {
  return `${USERS_PATH}/${user.id}/factors/${factor.id}`;
}

function show(call: ApiCall, user: User, factor: Factor): Json {
  return {
    id: factor.id,
    factorType: factor.factorType,
    provider: factor.provider,
    vendorName: factor.provider,
    status: factor.status,
    ...times(factor),
    profile: shownProfile(factor),
    ...selfLink(call.org, factorPath(user, factor)),
  };
}

/** The questions that a security question factor can be set up with, by key. Source: Okta's Factors API. */
const SECURITY_QUESTIONS: Readonly<Record<string, string>> = {
  disliked_food: "What is the food you least liked as a child?",
  name_of_first_plush_toy: "What is the name of your first stuffed animal?",
  first_award: "What did you earn your first medal or award for?",
  favorite_security_question: "What is your favorite security question?",
  favorite_toy: "What is the toy/stuffed animal you liked the most as a kid?",
  first_computer_game: "What was the first computer game you played?",
  favorite_movie_quote: "What is your favorite movie quote?",
  first_sports_team_mascot: "What was the mascot of the first sports team you played on?",
  first_music_purchase: "What music album or song did you first purchase?",
  favorite_art_piece: "What is your favorite piece of art?",
  grandmother_favorite_desert: "What was your grandmother's favorite dessert?",
  first_thing_cooked: "What was the first thing you learned to cook?",
  childhood_dream_job: "What was your dream job as a child?",
  first_kiss_location: "Where did you have your first kiss?",
  place_where_significant_other_was_met: "Where did you meet your spouse/significant other?",
  favorite_vacation_location: "Where did you go for your favorite vacation?",
  new_years_two_thousand: "Where were you on New Year's Eve in the year 2000?",
  favorite_speaker_actor: "Who is your favorite speaker/orator?",
  favorite_book_movie_character: "Who is your favorite book/movie character?",
  favorite_sports_player: "Who is your favorite sports player?",
};
