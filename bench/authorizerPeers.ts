/** The libraries with which others verify tokens, each as its documentation has it, with the keys read beforehand. */
import OktaJwtVerifier from "@okta/jwt-verifier";
import { JwtVerifier } from "aws-jwt-verify";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { verify } from "jsonwebtoken";
import jwksClient from "jwks-rsa";

export interface Contestant {
  readonly what: string;
  /** Judges every token once. Rejects where one is refused. */
  readonly run: () => Promise<void>;
}

const AUDIENCE = "api://admin";
const SCOPE = "users:read";

type Claims = Readonly<Record<string, unknown>>;

/** `keys` are of the issuer, by their place too: two of the libraries want `https:` there or are given the keys at once. */
export async function contestants(tokens: readonly string[], issuer: string, jwk: object): Promise<Contestant[]> {
  const jwksUri = `${issuer}/v1/keys`;
  const each = (what: string, judge: (token: string) => Promise<Claims>): Contestant => ({
    what,
    async run() {
      for (const token of tokens) assertScope(await judge(token));
    },
  });
  const aws = JwtVerifier.create({ issuer, audience: AUDIENCE, jwksUri: "https://127.0.0.1/keys" });
  aws.cacheJwks({ keys: [jwk as never] });
  const okta = new OktaJwtVerifier({ issuer, jwksUri, testing: { disableHttpsCheck: true } } as never);
  const joseKeys = createRemoteJWKSet(new URL(jwksUri));
  const rsa = jwksClient({ jwksUri });
  return [
    each("jose", async (token) => {
      const options = { issuer, audience: AUDIENCE, algorithms: ["RS256"] };
      return (await jwtVerify(token, joseKeys, options)).payload;
    }),
    each("aws-jwt-verify", async (token) => (await aws.verify(token)) as Claims),
    each("jsonwebtoken with jwks-rsa", async (token) => {
      const key = (await rsa.getSigningKey("bench")).getPublicKey();
      return verify(token, key, { issuer, audience: AUDIENCE, algorithms: ["RS256"] }) as Claims;
    }),
    each("@okta/jwt-verifier", async (token) => (await okta.verifyAccessToken(token, AUDIENCE)).claims as Claims),
  ];
}

/** None of them does this for Okta's `scp` by itself. */
function assertScope({ scp }: Claims): void {
  if (!Array.isArray(scp) || !scp.includes(SCOPE)) throw new Error("the scope is missing");
}
