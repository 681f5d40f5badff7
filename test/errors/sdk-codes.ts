/**
 * Reads the errors of the SDK from its installed bundle. So a new version of the SDK brings its own errors.
 *
 * The bundle has an object literal for each error, `USER_STACK_INIT_TIMEOUT:{message:"…",code:408,subCode:40104,
 * resultCategories:["UnexpectedClientError"]}`, for each end of a call, `10004:{public:!0,code:487,subCode:10004,message:"…",
 * resultCategories:["ExpectedError"]}`, and for each error of its signalling, `CALL_END_NETWORK_ERROR:{code:490,subCode:4502,
 * phrase:"…",resultCategories:[gC.UnexpectedClientError]}`. It writes 41000 as `41e3`. (Read in SDK 1.46.1 and 2.0.0.)
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** An error of the SDK. */
export interface SdkCode {
  /** The SDK's own name of the error. For the end of a call it is the subCode. */
  readonly name: string;
  readonly code: number;
  readonly subCode: number;
  readonly message: string;
  readonly resultCategories: readonly [string];
}

const text = String.raw`"((?:[^"\\]|\\.)*)"`;
const literal = new RegExp(
  [
    String.raw`([\w$]+):\{(?:public:!0,)?(?:message:${text},)?code:([\de]+),subCode:([\de]+),`,
    String.raw`(?:(?:message|phrase):${text},)?resultCategories:\[(?:"(\w+)"|\w+\.(\w+))\]\}`,
  ].join(''),
  'g',
);

const bundleOf = (name: string): string =>
  readFileSync(resolve(__dirname, '../../node_modules', name, 'dist/sdk.bundle.js'), 'utf8');

/** @param name The name under which the package is installed. */
export const sdkCodes = (name: string): readonly SdkCode[] =>
  [...bundleOf(name).matchAll(literal)].map(([, key = '', before, code, subCode, behind, quoted, named]) => ({
    name: key,
    code: Number(code),
    subCode: Number(subCode),
    message: before ?? behind ?? '',
    resultCategories: [quoted ?? named ?? ''],
  }));

/** Counts the numbers that the bundle has as the subCode of an error: the expected number of errors. */
export const countSubCodes = (name: string): number =>
  [...bundleOf(name).matchAll(/subCode:\d[\de]*,(?:message:"|phrase:"[^"]*",r|resultCategories:\[")/g)]
    .length;
