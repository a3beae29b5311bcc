/** Signs with a key that never leaves AWS Key Management Service. */
import { KMSClient, SignCommand } from "@aws-sdk/client-kms";
import type { Environment } from "../../guard";
import { asked, clientConfig } from "./awsClient";

/** Signs a text with RS256. */
export type Sign = (text: string) => Promise<Buffer>;

/** Bytes that the service signs at most without being given a digest. Source: KMS, Sign, `Message`. */
const MESSAGE_MAX = 4_096;

const TITLE = "Key Management Service";

/** A signer for the key with that ARN; the function's role must allow `kms:Sign` on it. */
export function kmsSigner(keyArn: string, environment: Environment): Sign {
  const region = keyArn.split(":")[3] ?? "";
  const service = { title: TITLE, region, endpointVariable: "AWS_ENDPOINT_URL_KMS", repeatable: true };
  let client: KMSClient | undefined;
  return async (text) => {
    const message = Buffer.from(text);
    if (message.length > MESSAGE_MAX) throw new Error("the text is too long to be signed");
    const kms = (client ??= new KMSClient(clientConfig(service, environment)));
    const command = new SignCommand({
      KeyId: keyArn,
      Message: message,
      MessageType: "RAW",
      SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
    });
    const { Signature } = await asked(TITLE, () => kms.send(command));
    if (!(Signature instanceof Uint8Array) || Signature.length === 0)
      throw new Error("Key Management Service gave no signature");
    return Buffer.from(Signature);
  };
}

/** The key's id, by which its public half is named in a key set: the last part of the ARN. */
export function keyIdOf(keyArn: string): string {
  return keyArn.slice(keyArn.lastIndexOf("/") + 1);
}
