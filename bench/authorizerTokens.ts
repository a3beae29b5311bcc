/** Distinct access tokens of Okta's shape, for the benchmarks. */
import { sign, type KeyObject } from "node:crypto";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Some 900 bytes each, with four scopes and four groups. */
export function makeTokens(key: KeyObject, issuer: string, count: number): string[] {
  const now = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, (_, i) => {
    const claims = {
      ver: 1,
      jti: `AT.${i}.${"x".repeat(32)}`,
      iss: issuer,
      aud: "api://admin",
      iat: now,
      exp: now + 3_600,
      cid: "0oa1gjh63g214q0Hq0g4",
      uid: "00uid4BxXw6I6TV4m0g3",
      scp: ["users:read", "users:create", "users:update", "users:list"],
      auth_time: now - 10,
      sub: "ada.lovelace@example.com",
      permissions: ["permissions-support", "permissions-audit", "permissions-reports", "permissions-lab"],
    };
    const input = `${part({ kid: "bench", alg: "RS256" })}.${part(claims)}`;
    return `${input}.${sign("RSA-SHA256", Buffer.from(input), key).toString("base64url")}`;
  });
}
