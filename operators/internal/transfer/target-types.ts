/** The types of the arguments of `transferTo` for targets of any kind. They let the compiler name a misspelt key. */
import type {
  TransferToParticipantLocator,
  TransferToParticipantOptions,
  TransferToVoicemailLocator,
} from '@azure/communication-calling';
import type { TransferTargetLabel } from '../../../src/streams/transfer.js';
import type { TransferConfig, TransferListConfig } from './types.js';

type TargetKey = 'targetParticipant' | 'targetCallId' | 'targetParticipantVoicemail';

/** A target with this key. It lists the keys of the other kinds, so that the compiler suggests any of them. */
type TargetOf<Key extends TargetKey, Value> = { readonly [K in Key]: Value } & {
  readonly [Other in Exclude<TargetKey, Key>]?: never;
} & TransferTargetLabel;

type Participant = TargetOf<'targetParticipant', TransferToParticipantLocator['targetParticipant']>;
type OtherCall = TargetOf<'targetCallId', string | (() => string)>;
type Voicemail = TargetOf<
  'targetParticipantVoicemail',
  TransferToVoicemailLocator['targetParticipantVoicemail']
>;

/** A target of any kind. */
export type OneTarget = Participant | OtherCall | Voicemail;

/** Targets of any kinds. A list has no key of a target, which it tells for the same reason. */
export type TargetList = readonly OneTarget[] & { readonly [Key in TargetKey | 'label']?: never };

type UnknownKey<T> = T extends unknown ? Exclude<keyof T, TargetKey | 'label'> : never;

/** `T`, if it has no unknown keys. */
export type KnownTarget<T> = T extends readonly unknown[]
  ? [UnknownKey<T[number]>] extends [never]
    ? T
    : TargetList
  : [UnknownKey<T>] extends [never]
    ? T
    : OneTarget;

/** The options for targets of type `T`: those that the SDK has for one kind are in the overload of that kind. */
export type OptionsFor<T> = [T] extends [Participant] | [OtherCall] | [Voicemail]
  ? TransferConfig
  : TransferToParticipantOptions & TransferListConfig;
