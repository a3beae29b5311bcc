/** What Lambda holds of a function, in the words of its own REST interface. */
import type { Credentials } from "../dataPlane/credentials";
import type { FunctionRuntime } from "./runtime";

export interface LoggingConfig {
  LogFormat?: "Text" | "JSON";
  LogGroup?: string;
  ApplicationLogLevel?: string;
  SystemLogLevel?: string;
}

export interface FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Role: string;
  Runtime: string;
  Handler: string;
  Description?: string;
  /** Seconds. */
  Timeout: number;
  /** Megabytes. */
  MemorySize: number;
  Architectures: string[];
  Environment?: { Variables: Record<string, string> };
  LoggingConfig?: LoggingConfig;
  LastModified: string;
  CodeSha256: string;
  /** Bytes. */
  CodeSize: number;
  Version: "$LATEST";
}

export interface PolicyStatement {
  Sid: string;
  Action: string;
  Principal: string;
  SourceArn?: string;
}

export interface LambdaFunction {
  configuration: FunctionConfiguration;
  /** File name to text. The real service takes a zip archive. */
  files: Record<string, string>;
  tags: Record<string, string>;
  /** How many may run at once; 0: none. Absent: as many as the runtime has. */
  reservedConcurrency?: number;
  readonly statements: Map<string, PolicyStatement>;
  /** With which its code signs. New with each change of its code or its settings. */
  credentials: Credentials;
  runtime: FunctionRuntime;
}
