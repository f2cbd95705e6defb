/** What of the protocol the SDK's types speak of; `plain-types.ts` writes it out without zod. */
import type {
  Action,
  ErrorCode,
  ErrorReply,
  Issue,
  Message,
  PushOf,
  PushType,
  RequestOf,
  ResultOf,
  User,
} from '../../shared/protocol/index.ts';

export interface ProtocolShapes {
  User: User;
  Message: Message;
  ErrorCode: ErrorCode;
  Issue: Issue;
  ErrorReply: ErrorReply;
  Requests: { [A in Action]: RequestOf<A> };
  Results: { [A in Action]: ResultOf<A> };
  Pushes: { [T in PushType]: PushOf<T> };
}
