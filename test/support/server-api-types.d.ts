/** Made by npm run docs -- api. */
export interface paths {
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something in a room
         * @description Takes a key with the scope `publish`.
         */
        post: operations["publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say up to 25 things
         * @description Takes a key with the scope `publish`.
         */
        post: operations["publishBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a page of a room’s log
         * @description Takes a key with the scope `read`.
         */
        get: operations["history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/messages/{seq}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["deleteMessage"];
        options?: never;
        head?: never;
        /**
         * Give a message another content
         * @description Takes a key with the scope `manage`.
         */
        patch: operations["editMessage"];
        trace?: never;
    };
    "/v1/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public rooms, by how their ids begin or by activity
         * @description Takes a key with the scope `read`.
         */
        get: operations["discoverRooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a room is
         * @description Takes a key with the scope `read`.
         */
        get: operations["getRoom"];
        /**
         * Create a room
         * @description Takes a key with the scope `manage`.
         */
        put: operations["createRoom"];
        post?: never;
        /**
         * Delete a room and all of its messages
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["deleteRoom"];
        options?: never;
        head?: never;
        /**
         * Change what a room says of itself
         * @description Takes a key with the scope `manage`.
         */
        patch: operations["updateRoom"];
        trace?: never;
    };
    "/v1/rooms/{room}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is connected to a room
         * @description Takes a key with the scope `read`.
         */
        get: operations["presence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who belongs to a room, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rooms of a user, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listRooms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The invitations of a user, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listInvitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The open connections of a user
         * @description Takes a key with the scope `read`.
         */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user has used of their quotas
         * @description Takes a key with the scope `read`.
         */
        get: operations["getQuotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who users are, by their ids
         * @description Takes a key with the scope `read`.
         */
        post: operations["getUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users whose names begin so, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["findUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom a user has blocked, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listBlocked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change what a user says of themselves
         * @description Takes a key with the scope `manage`.
         */
        patch: operations["setProfile"];
        trace?: never;
    };
    "/v1/users/{userId}/rooms/{room}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Note how far a user has read a room
         * @description Takes a key with the scope `manage`.
         */
        put: operations["markRead"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many are connected, and where
         * @description Takes a key with the scope `read`.
         */
        get: operations["stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put old messages into a new room, with their own times
         * @description Takes a key with the scope `manage`.
         */
        post: operations["importMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make a user a member; one who left for good is invited
         * @description Takes a key with the scope `manage`.
         */
        put: operations["addMember"];
        post?: never;
        /**
         * Remove a member, or take an invitation back
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /**
         * Give a member another role
         * @description Takes a key with the scope `manage`.
         */
        patch: operations["setRole"];
        trace?: never;
    };
    "/v1/rooms/{room}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The links into a room, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listLinks"];
        put?: never;
        /**
         * Make a link that lets so many users into a room
         * @description Takes a key with the scope `manage`.
         */
        post: operations["createLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Have a link let nobody in any more
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["revokeLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/bans/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a user out of a room, for good or until a time
         * @description Takes a key with the scope `manage`.
         */
        put: operations["banFromRoom"];
        post?: never;
        /**
         * Let a user into a room again
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["unbanFromRoom"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/bans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is kept out of a room, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listBansOfRoom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/mutes/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Have a member not speak until a time; 0 ends it
         * @description Takes a key with the scope `manage`.
         */
        put: operations["muteMember"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/members/{userId}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete what a user wrote in a room in the last hours
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["deleteMessagesInRoom"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete what a user wrote in the last hours, everywhere and in the background
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["deleteMessagesOf"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bans/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a user out altogether, for good or until a time
         * @description Takes a key with the scope `manage`.
         */
        put: operations["ban"];
        post?: never;
        /**
         * Let a user in again
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["unban"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/bans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is kept out altogether, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listBans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages of a room that were reported, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listReportsOfRoom"];
        put?: never;
        post?: never;
        /**
         * Take the reports of a message off the queue
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["resolveReport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages that were reported where nobody moderates, by page
         * @description Takes a key with the scope `read`.
         */
        get: operations["listReports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rooms/{room}/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a message of a room in sight
         * @description Takes a key with the scope `manage`.
         */
        post: operations["pinMessage"];
        /**
         * Keep a message in sight no more
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["unpinMessage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what to whom, the newest first, by page
         * @description Takes a key with the scope `manage`.
         */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/blocks/{blocked}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep somebody from writing to a user, and from inviting them
         * @description Takes a key with the scope `manage`.
         */
        put: operations["blockUser"];
        post?: never;
        /**
         * Let them write to the user again
         * @description Takes a key with the scope `manage`.
         */
        delete: operations["unblockUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is kept of a user, from a part of the table
         * @description Takes a key with the scope `manage`.
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase what a user wrote and their name, from a part of the table
         * @description Takes a key with the scope `manage`.
         */
        post: operations["eraseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a connection, or all of a user’s, and keep them out for a time
         * @description Takes a key with the scope `manage`.
         */
        post: operations["disconnect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        deleted: {
            /** @constant */
            type: "deleted";
            room: string;
            epoch: string;
            seq: number;
            ordinal?: number;
            target: number;
            by: components["schemas"]["user"];
            deletedAt: number;
        };
        edited: {
            /** @constant */
            type: "edited";
            room: string;
            epoch: string;
            seq: number;
            ordinal?: number;
            target: number;
            by: components["schemas"]["user"];
            text?: string;
            data?: unknown;
            editedAt: number;
        };
        entry: components["schemas"]["edited"] | components["schemas"]["deleted"] | components["schemas"]["roomChanged"] | {
            type: string;
            room: string;
            epoch: string;
            seq: number;
            ordinal?: number;
        } | components["schemas"]["message"];
        /** @enum {string} */
        errorCode: "BAD_REQUEST" | "UNKNOWN_ACTION" | "FORBIDDEN" | "NOT_FOUND" | "NOT_JOINED" | "CONNECTION_ENDED" | "CONFLICT" | "RATE_LIMITED" | "TOO_LARGE" | "LIMIT_EXCEEDED" | "UNCERTAIN" | "UNAVAILABLE" | "INTERNAL";
        issue: {
            path: string;
            message: string;
        };
        message: {
            room: string;
            epoch: string;
            seq: number;
            ordinal?: number;
            messageId: string;
            from: components["schemas"]["user"];
            text?: string;
            data?: unknown;
            sentAt: number;
            editedAt?: number;
            deletedAt?: number;
        };
        problem: {
            title: string;
            status: number;
            detail: string;
            code: components["schemas"]["errorCode"];
            retryAfterMs?: number;
            issues?: components["schemas"]["issue"][];
            reason?: string;
        };
        publishError: {
            code: components["schemas"]["errorCode"];
            message: string;
            retryAfterMs?: number;
            issues?: components["schemas"]["issue"][];
            reason?: string;
        };
        roomChanged: {
            /** @constant */
            type: "room";
            room: string;
            epoch: string;
            seq: number;
            ordinal?: number;
            by: components["schemas"]["user"];
            changedAt: number;
            details: {
                version: number;
                name?: string;
                topic?: string;
                picture?: string;
                data?: unknown;
                pinned?: number[];
                /** @constant */
                readOnly?: true;
                /** @constant */
                archived?: true;
                slowModeSeconds?: number;
            };
        };
        user: {
            userId: string;
            name: string;
            /** @constant */
            server?: true;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    publish: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same one within ten minutes, it is done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    room: string;
                    text?: string;
                    data?: unknown;
                    messageId?: string;
                    from?: {
                        userId: string;
                        name: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                        ordinal: number;
                        epoch: string;
                        messageId: string;
                        sentAt: number;
                        duplicate: boolean;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    publishBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same one within ten minutes, it is done once. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    batch: unknown[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: ({
                            room: string;
                            seq: number;
                            ordinal: number;
                            epoch: string;
                            messageId: string;
                            sentAt: number;
                            duplicate: boolean;
                            /** @constant */
                            ok: true;
                        } | {
                            /** @constant */
                            ok: false;
                            error: components["schemas"]["publishError"];
                        })[];
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    history: {
        parameters: {
            query?: {
                before?: number;
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        epoch: string;
                        head: number;
                        messages: components["schemas"]["entry"][];
                        more: boolean;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    deleteMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                        ordinal: number;
                        target: number;
                        epoch: string;
                        deletedAt: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    editMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    text?: string;
                    data?: unknown;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                        ordinal: number;
                        target: number;
                        epoch: string;
                        editedAt: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    discoverRooms: {
        parameters: {
            query?: {
                prefix?: string;
                by?: "activity";
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rooms: {
                            room: string;
                            name?: string;
                            topic?: string;
                            picture?: string;
                            connections: number;
                            /** @constant */
                            approximate?: true;
                            activeAt?: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    getRoom: {
        parameters: {
            query?: {
                count?: boolean;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        /** @enum {string} */
                        kind: "open" | "public" | "private" | "dm";
                        owner?: string;
                        createdBy?: string;
                        createdAt?: number;
                        /** @enum {string} */
                        role?: "owner" | "moderator" | "member" | "readonly";
                        mutedUntil?: number;
                        details?: {
                            version: number;
                            name?: string;
                            topic?: string;
                            picture?: string;
                            data?: unknown;
                            pinned?: number[];
                            /** @constant */
                            readOnly?: true;
                            /** @constant */
                            archived?: true;
                            slowModeSeconds?: number;
                        };
                        members?: number;
                        /** @constant */
                        moreMembers?: true;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    createRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "public" | "private";
                    members?: string[];
                    owner?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        /** @enum {string} */
                        kind: "public" | "private";
                        createdAt: number;
                        invited?: string[];
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    deleteRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        deletedAt: number;
                        removed: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    updateRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string | null;
                    topic?: string | null;
                    picture?: string | null;
                    data?: unknown | null;
                    readOnly?: boolean;
                    archived?: boolean;
                    slowModeSeconds?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                        epoch: string;
                        changedAt: number;
                        details: {
                            version: number;
                            name?: string;
                            topic?: string;
                            picture?: string;
                            data?: unknown;
                            pinned?: number[];
                            /** @constant */
                            readOnly?: true;
                            /** @constant */
                            archived?: true;
                            slowModeSeconds?: number;
                        };
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    presence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        connections: number;
                        users: {
                            userId: string;
                            name: string;
                            connections: number;
                            since: number;
                        }[];
                        truncated: boolean;
                        /** @constant */
                        approximate?: true;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                prefix?: string;
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        members: {
                            userId: string;
                            /** @enum {string} */
                            role: "owner" | "moderator" | "member" | "readonly";
                            since?: number;
                            mutedUntil?: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listRooms: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rooms: {
                            room: string;
                            /** @enum {string} */
                            kind: "open" | "public" | "private" | "dm";
                            /** @enum {string} */
                            role: "owner" | "moderator" | "member";
                            /** @constant */
                            readonly?: true;
                            head: number;
                            readSeq: number;
                            unread: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        invitations: {
                            room: string;
                            /** @enum {string} */
                            role: "owner" | "moderator" | "member";
                            by: components["schemas"]["user"];
                            at: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listConnections: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connections: {
                            connectionId: string;
                            name: string;
                            connectedAt: number;
                            expiresAt: number;
                            address?: string;
                            agent?: string;
                            rooms: string[];
                            roomCount: number;
                        }[];
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    getQuotas: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        quotas: {
                            name: string;
                            used: number;
                            most: number;
                        }[];
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    getUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    userIds: string[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        users: {
                            userId: string;
                            name?: string;
                            displayName?: string;
                            picture?: string;
                            status?: string;
                            data?: unknown;
                            /** @constant */
                            hideLastSeen?: true;
                            /** @constant */
                            unlisted?: true;
                            lastSeenAt?: number;
                        }[];
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    findUsers: {
        parameters: {
            query: {
                prefix: string;
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        users: {
                            userId: string;
                            name?: string;
                            displayName?: string;
                            picture?: string;
                            status?: string;
                            data?: unknown;
                            /** @constant */
                            hideLastSeen?: true;
                            /** @constant */
                            unlisted?: true;
                            lastSeenAt?: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listBlocked: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        users: {
                            userId: string;
                            at: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    setProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    displayName?: string | null;
                    picture?: string | null;
                    status?: string | null;
                    data?: unknown | null;
                    hideLastSeen?: boolean;
                    unlisted?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        userId: string;
                        displayName?: string;
                        picture?: string;
                        status?: string;
                        data?: unknown;
                        /** @constant */
                        hideLastSeen?: true;
                        /** @constant */
                        unlisted?: true;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    markRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
                room: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    seq: number;
                    epoch?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    stats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        connections: number;
                        users: number;
                        rooms: number;
                        topRooms: {
                            room: string;
                            connections: number;
                        }[];
                        topUsers?: {
                            userId: string;
                            name: string;
                            connections: number;
                        }[];
                        most?: number;
                        asOf: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    importMessages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    after: number;
                    batch: {
                        from: {
                            userId: string;
                            name: string;
                        };
                        sentAt: number;
                        text?: string;
                        data?: unknown;
                        messageId?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    addMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "moderator" | "member";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        userId: string;
                        invited: boolean;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        userId: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    setRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role: "owner" | "moderator" | "member" | "readonly";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        userId: string;
                        /** @enum {string} */
                        role: "owner" | "moderator" | "member" | "readonly";
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listLinks: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        links: {
                            link: string;
                            uses: number;
                            used: number;
                            until: number;
                            by: components["schemas"]["user"];
                            at: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    createLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    uses: number;
                    until: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        link: string;
                        uses: number;
                        until: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    revokeLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        link: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    banFromRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    until?: number;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        userId: string;
                        until: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    unbanFromRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        userId: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listBansOfRoom: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        bans: {
                            userId: string;
                            until: number;
                            reason?: string;
                            by: components["schemas"]["user"];
                            at: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    muteMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    until: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        userId: string;
                        until: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    deleteMessagesInRoom: {
        parameters: {
            query: {
                hours: number;
            };
            header?: never;
            path: {
                room: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        userId: string;
                        deleted: number;
                        done: boolean;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    deleteMessagesOf: {
        parameters: {
            query: {
                hours: number;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        userId: string;
                        deleted: number;
                        done: boolean;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    ban: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    until?: number;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        userId: string;
                        until: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    unban: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        userId: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listBans: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        bans: {
                            userId: string;
                            until: number;
                            reason?: string;
                            by: components["schemas"]["user"];
                            at: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listReportsOfRoom: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                removed?: boolean;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        reports: {
                            room: string;
                            seq: number;
                            from: components["schemas"]["user"];
                            excerpt: string;
                            reason?: string;
                            by: components["schemas"]["user"];
                            at: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    resolveReport: {
        parameters: {
            query: {
                seq: number;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                        resolved: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    listReports: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
                removed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room?: string;
                        reports: {
                            room: string;
                            seq: number;
                            from: components["schemas"]["user"];
                            excerpt: string;
                            reason?: string;
                            by: components["schemas"]["user"];
                            at: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    pinMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    seq: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                        pinned: number[];
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    unpinMessage: {
        parameters: {
            query: {
                seq: number;
            };
            header?: never;
            path: {
                room: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        room: string;
                        seq: number;
                        pinned: number[];
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: {
                by?: string;
                what?: string;
                userId?: string;
                room?: string;
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entries: {
                            at: number;
                            by: components["schemas"]["user"];
                            address?: string;
                            action: string;
                            room?: string;
                            userId?: string;
                            blocked?: string;
                            connectionId?: string;
                            until?: number;
                            reason?: string;
                            role?: string;
                            seq?: number;
                            hours?: number;
                            deleted?: number;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    blockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
                blocked: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        userId: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    unblockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
                blocked: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        userId: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query?: {
                after?: string;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rows: {
                            [key: string]: unknown;
                        }[];
                        next?: string;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    after?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        erased: number;
                        next?: string;
                        inBackupsUntil?: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
    disconnect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    userId?: string;
                    connectionId?: string;
                    until?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        disconnected: number;
                        deniedUntil?: number;
                    };
                };
            };
            /** @description A refusal: `code` says of which kind */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
        };
    };
}
