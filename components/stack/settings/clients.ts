/** What a stack has to say of each client of the access file: addresses and keys, which differ from stack to stack. */
import { z } from "zod";
import { type Access, type Client, SIGN_ON } from "../../../model/file";
import { authenticationOf, CLIENT_TYPES } from "../../../model/okta";
import { isHttps, isLoopbackHttp, plainUrl } from "./fields";

/** The public half of an RSA key. */
export interface PublicKey {
  kty: "RSA";
  kid: string;
  n: string;
  e: string;
}

/** A client's settings in one stack. */
export interface ClientSettings {
  /** Empty for a client that nobody signs in to. */
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  /** Exactly one of `jwks` and `jwksUri` where a client outside this program proves itself with a key, else neither. */
  jwks?: PublicKey[];
  jwksUri?: string;
  /** The branded authenticator of a client with backchannel requests (CIBA). */
  backchannelAuthenticatorId?: string;
  /** The client id of an application that exists: it is left alone, and only named in policies. */
  clientId?: string;
}

/** The fields of a client's settings, by whether people sign in to it. */
const FIELDS = {
  withUsers: ["redirectUris", "postLogoutRedirectUris", "clientId"],
  withBackchannel: ["redirectUris", "postLogoutRedirectUris", "backchannelAuthenticatorId", "clientId"],
  withKey: ["jwks", "jwksUri", "clientId"],
  key: ["kty", "kid", "n", "e", "use", "alg"],
} as const;

/** What is said of an application that the stack makes. */
const NOT_ID = ["redirectUris", "postLogoutRedirectUris", "backchannelAuthenticatorId", "jwks", "jwksUri"] as const;

/** Fields that may not be there, each with the reason. */
function leftOut<const F extends string>(fields: readonly F[], error: string) {
  return Object.fromEntries(fields.map((field) => [field, z.never({ error }).optional()])) as Record<
    F,
    z.ZodOptional<z.ZodNever>
  >;
}

const PRIVATE_PARTS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] as const;

const HTTPS = "must be an https address";

/**
 * The schema of the setting `clients`: an entry for every client of the access file, and for no other. A service as which a
 * function of this program acts has none: its key is made with the stack.
 */
export function clientsSchema(access: Access, loopbackRedirects: boolean) {
  const entries = [...access.clients.values()].map((client) => [client.key, clientSchema(client, loopbackRedirects)]);
  const missing = "is missing: give the addresses and keys of the clients";
  return z
    .strictObject(Object.fromEntries(entries) as Record<string, z.ZodType<ClientSettings | undefined>>, {
      error: ({ code, input }) => (code === "invalid_type" && input === undefined ? missing : undefined),
    })
    .transform((given) => {
      const filled = [...access.clients.keys()].map((key) => [key, given[key] ?? NONE] as const);
      return Object.fromEntries(filled) as Record<string, ClientSettings>;
    });
}

/** The schema of the same setting where a stack has the AWS part alone: nothing but the ids by which gateways know clients. */
export function clientIdsSchema(access: Access) {
  const error = "must be left out: this stack has the AWS part alone, and the application is another stack's";
  const entry = z.strictObject({
    ...leftOut(NOT_ID, error),
    clientId,
  });
  const entries = [...access.clients.keys()].map((key) => [key, entry.optional()] as const);
  return z
    .strictObject(Object.fromEntries(entries))
    .default({})
    .transform((given) => {
      const filled = [...access.clients.keys()].map(
        (key) => [key, { ...NONE, ...(given[key] && { clientId: given[key].clientId }) }] as const,
      );
      return Object.fromEntries(filled) as Record<string, ClientSettings>;
    });
}

/** Of a client of which a stack has nothing to say. */
const NONE: ClientSettings = { redirectUris: [], postLogoutRedirectUris: [] };

/** The fields that are allowed at a path below `clients`, for the suggestion behind an unknown one. */
export function clientKeysAt(access: Access, [key, field]: readonly PropertyKey[]): readonly string[] {
  if (key === undefined) return [...access.clients.keys()];
  if (field === "jwks") return FIELDS.key;
  const client = access.clients.get(String(key));
  if (client === undefined) return FIELDS.withKey;
  if (client.grants.includes("ciba")) return FIELDS.withBackchannel;
  return hasUsers(client) ? FIELDS.withUsers : FIELDS.withKey;
}

function clientSchema(client: Client, loopbackRedirects: boolean): z.ZodType<ClientSettings | undefined> {
  if (client.handler !== undefined && !hasUsers(client)) return ownClient(client.key);
  const made = madeClient(client, loopbackRedirects);
  const found = existingClient(client);
  const either = z.unknown().transform((value, context): ClientSettings | undefined => {
    const exists = typeof value === "object" && value !== null && Object.hasOwn(value, "clientId");
    const { success, data, error } = (exists ? found : made).safeParse(value);
    for (const issue of error?.issues ?? []) context.addIssue(issue as z.core.$ZodRawIssue);
    return success ? (data as ClientSettings) : z.NEVER;
  });
  // Of one with a secret a stack may have nothing to say.
  return made.safeParse(undefined).success ? either.optional() : either;
}

function madeClient(client: Client, loopbackRedirects: boolean): z.ZodType {
  if (hasUsers(client)) return peopleClient(client, loopbackRedirects);
  return authenticationOf(client) === "private_key_jwt" ? keyedClient(client.key) : secretClient(client.key);
}

const clientId = z
  .string({ error: "must be the client id of an application, such as `0oa1example2example3`" })
  .regex(/^[A-Za-z0-9_-]{6,100}$/, {
    error: "must be the client id of an application, such as `0oa1example2example3`",
  });

/** An application of somebody else's: whatever the access file says of the application itself could not be kept. */
function existingClient(client: Client) {
  const kept = ownWords(client);
  const also = "must be left out: with `clientId` the application exists already, and is left alone";
  return z
    .strictObject({
      ...leftOut(NOT_ID, also),
      clientId: clientId.refine(() => kept.length === 0, {
        error:
          `names an application that is left alone, and the access file says what it is like: take ${kept.map((field) => `\`${field}\``).join(", ")} ` +
          `out of \`clients.${client.key}\` there, or let the stack make the application`,
      }),
    })
    .transform((settings): ClientSettings => ({ ...NONE, clientId: settings.clientId }));
}

/** The fields by which a client of the access file says something of the application itself. */
function ownWords(client: Client): string[] {
  const usual = client.signOn && SIGN_ON[client.exposure];
  const signOn = Object.entries(client.signOn ?? {}).some(([key, value]) => Reflect.get(usual!, key) !== value);
  const said: [string, boolean][] = [
    ["assignedTo", client.assignedTo !== undefined],
    ["oktaApiScopes", client.oktaApiScopes.length > 0],
    ["oktaAdminRole", client.oktaAdminRole !== undefined],
    ["profile", client.profile !== undefined],
    ["loginUri", client.loginUri !== undefined],
    ["pkce", client.pkce !== CLIENT_TYPES[client.type].pkceRequired],
    ["signOn", signOn],
  ];
  return said.flatMap(([field, isSaid]) => (isSaid ? [field] : []));
}

function hasUsers({ type }: Client): boolean {
  return CLIENT_TYPES[type].hasUsers;
}

function ownClient(key: string) {
  const error = `must be left out: a function of this program acts as \`${key}\`, with a key that the stack makes`;
  return z.never({ error }).optional();
}

function secretClient(key: string) {
  const error = `must be left out: \`${key}\` proves itself with a secret that Okta makes, and has neither addresses nor keys`;
  return z.never({ error }).optional();
}

function keyedClient(key: string) {
  const one = "must have exactly one of `jwks` (public keys) and `jwksUri` (where the client publishes them)";
  return z
    .strictObject(
      {
        jwks: z
          .array(publicKey)
          .min(1, { error: "must not be empty" })
          .max(50, { error: "must have 50 keys at most" })
          .superRefine(eachKidOnce)
          .optional(),
        jwksUri: z.string().refine(isHttps, { error: HTTPS }).optional(),
      },
      { error: missing(`is missing: \`${key}\` proves itself with a key, so give \`jwks\` or \`jwksUri\``) },
    )
    .refine(({ jwks, jwksUri }) => (jwks === undefined) !== (jwksUri === undefined), { error: one })
    .transform((settings): ClientSettings => ({ redirectUris: [], postLogoutRedirectUris: [], ...settings }));
}

/** Which of two keys of one `kid` Okta takes is not said. */
function eachKidOnce(keys: readonly PublicKey[], context: z.RefinementCtx): void {
  for (const [index, { kid }] of keys.entries()) {
    if (keys.findIndex((other) => other.kid === kid) === index) continue;
    context.addIssue({
      code: "custom",
      path: [index, "kid"],
      message: "is the `kid` of another key in the list: each key needs its own",
    });
  }
}

/** Whether base64url text is an odd number of at least so many bits: the modulus and exponent of a real RSA key are odd. */
function isOdd(text: string, bits: number): boolean {
  const bytes = Buffer.from(text, "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first === -1 || (bytes.at(-1)! & 1) === 0) return false;
  return (bytes.length - first) * 8 - Math.clz32(bytes[first]!) + 24 >= bits;
}

const MODULUS = "must be a modulus of 2048 bits or more, as base64url";
const EXPONENT = "must be an odd exponent of 3 or more as base64url, such as `AQAB`";

/** RSA only: the provider loses the curve of other keys. Fields that Okta does not need are read and dropped. */
const publicKey = z
  .strictObject({
    kty: z.literal("RSA"),
    kid: z.string().min(1),
    n: z
      .string()
      .regex(/^[A-Za-z0-9_-]{342,}$/, { error: MODULUS })
      .refine((n) => isOdd(n, 2048), { error: MODULUS }),
    e: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,44}$/, { error: EXPONENT })
      .refine((e) => isOdd(e, 2), { error: EXPONENT }),
    use: z.literal("sig").optional(),
    alg: z.literal("RS256").optional(),
    ...leftOut(PRIVATE_PARTS, "is a private part of the key: give the public key only, and make a new pair"),
  })
  .transform(({ kty, kid, n, e }): PublicKey => ({ kty, kid, n, e }));

/** What no program can make: it belongs to an app of one's own on people's phones. */
const authenticatorId = z
  .string({
    error: missing(
      "is missing: give the id of the branded authenticator for backchannel requests; docs/admin-service.md says how it is made",
    ),
  })
  .regex(/^aut[A-Za-z0-9]{17}$/, { error: "must be the id of an authenticator, such as `aut1example2example3`" });

function peopleClient(client: Client, loopbackRedirects: boolean) {
  const address = z.string().superRefine((uri, context) => {
    const problem = redirectProblem(uri, client, loopbackRedirects);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });
  return z.strictObject(
    {
      redirectUris: z
        .array(address, { error: missing("is missing: nobody could sign in without a redirect URI") })
        .min(1, { error: "must not be empty: nobody could sign in" }),
      postLogoutRedirectUris: z.array(address).default([]),
      ...(client.grants.includes("ciba") && { backchannelAuthenticatorId: authenticatorId }),
    },
    { error: missing(`is missing: \`${client.key}\` is used by people, so give its \`redirectUris\``) },
  );
}

/** Why Okta must not send an authorization code to this address; undefined where it may. */
function redirectProblem(uri: string, client: Client, loopbackRedirects: boolean): string | undefined {
  const url = plainUrl(uri);
  if (url === undefined) {
    return URL.canParse(uri)
      ? "must be written plainly: without blanks, `\\`, a user name or a password"
      : "must be an address, such as `https://console.example.com/callback`";
  }
  const { protocol, hash } = url;
  if (uri.includes("*")) return "must not have a `*`: addresses are compared exactly";
  if (hash !== "" || uri.endsWith("#")) return "must not have a `#`";
  // A browser asks with its own spelling of an address: the host in lower case, no usual port, no `..`.
  const isOwnSpelling = url.href === uri || url.href === `${uri}/` || !/^https?:$/.test(protocol);
  if (!isOwnSpelling) return `is \`${url.href}\` to a browser, and Okta compares letter by letter: write that`;
  if (isHttps(uri)) return undefined;
  const native = CLIENT_TYPES[client.type].oktaType === "native";
  if (isLoopbackHttp(uri)) {
    // RFC 8252 section 7.3: a native application may listen on the device that it runs on.
    return loopbackRedirects || native
      ? undefined
      : "is an address of this machine, which only a stack with `loopbackRedirects: true` takes";
  }
  if (native) {
    // RFC 8252 section 7.1: a scheme that belongs to a domain of the author's, in reverse.
    const ownScheme = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol);
    return ownScheme ? undefined : "must be https, or a scheme such as `com.example.app:` (RFC 8252 section 7.1)";
  }
  return HTTPS;
}

/** A sentence for a field that is not there; other mistakes keep zod's. */
function missing(sentence: string): z.core.$ZodErrorMap {
  return ({ code, input }) => (code === "invalid_type" && input === undefined ? sentence : undefined);
}
