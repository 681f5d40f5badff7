/**
 * Identifiers of users and numbers, as `@azure/communication-common` handles them, without loading it.
 */
import type { CommunicationIdentifier, CommunicationIdentifierKind } from '@azure/communication-common';

export function kindOf(identifier: CommunicationIdentifier): CommunicationIdentifierKind {
  if ('communicationUserId' in identifier) {
    return { kind: 'communicationUser', ...identifier };
  }
  if ('phoneNumber' in identifier) {
    return { kind: 'phoneNumber', ...identifier };
  }
  if ('microsoftTeamsUserId' in identifier) {
    return { kind: 'microsoftTeamsUser', ...identifier };
  }
  if ('teamsAppId' in identifier) {
    return { kind: 'microsoftTeamsApp', ...identifier };
  }
  if ('userId' in identifier) {
    return { kind: 'teamsExtensionUser', ...identifier };
  }
  return { kind: 'unknown', ...identifier };
}

/** An id that is equal for two identifiers of the same user or number. */
export function rawId(identifier: CommunicationIdentifier): string {
  const id = kindOf(identifier);
  switch (id.kind) {
    case 'communicationUser':
      return id.communicationUserId;
    case 'phoneNumber':
      return id.rawId ?? `4:${id.phoneNumber}`;
    case 'microsoftTeamsUser':
      return id.rawId ?? `8:orgid:${id.microsoftTeamsUserId}`;
    case 'microsoftTeamsApp':
      return id.rawId ?? `28:orgid:${id.teamsAppId}`;
    case 'teamsExtensionUser':
      return id.rawId ?? `8:acs:${id.resourceId}_${id.tenantId}_${id.userId}`;
    case 'unknown':
      return id.id;
  }
}

/** The participants except this one. */
export const without = <P extends { readonly identifier: CommunicationIdentifierKind }>(
  participants: readonly P[],
  identifier: CommunicationIdentifier,
): P[] => participants.filter((participant) => rawId(participant.identifier) !== rawId(identifier));
