/** Signs with a key that never leaves AWS Key Management Service. */
import type { Environment } from "../../guard";
import { callAws } from "./callAws";

/** Signs a text with RS256. */
export type Sign = (text: string) => Promise<Buffer>;

/** Bytes that the service signs at most without being given a digest. Source: KMS, Sign, `Message`. */
const MESSAGE_MAX = 4_096;

/** A signer for the key with that ARN; the function's role must allow `kms:Sign` on it. */
export function kmsSigner(keyArn: string, environment: Environment): Sign {
  return async (text) => {
    const message = Buffer.from(text);
    if (message.length > MESSAGE_MAX) throw new Error("the text is too long to be signed");
    const answered = await callAws(
      {
        title: "Key Management Service",
        service: "kms",
        target: "TrentService.Sign",
        contentType: "application/x-amz-json-1.1",
        region: keyArn.split(":")[3] ?? "",
        input: {
          KeyId: keyArn,
          Message: message.toString("base64"),
          MessageType: "RAW",
          SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
        },
        endpointVariable: "AWS_ENDPOINT_URL_KMS",
        repeatable: true,
      },
      environment,
    );
    const { Signature } = (answered ?? {}) as { Signature?: unknown };
    if (typeof Signature !== "string" || Signature === "") throw new Error("Key Management Service gave no signature");
    return Buffer.from(Signature, "base64");
  };
}

/** The key's id, by which its public half is named in a key set: the last part of the ARN. */
export function keyIdOf(keyArn: string): string {
  return keyArn.slice(keyArn.lastIndexOf("/") + 1);
}
