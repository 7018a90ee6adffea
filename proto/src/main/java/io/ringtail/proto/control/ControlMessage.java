package io.ringtail.proto.control;

/** A message on the control socket, in either direction. */
public sealed interface ControlMessage
        permits Hello,
                Welcome,
                Refused,
                RegisterEvent,
                EventId,
                EventRefused,
                ThreadName,
                NeedSlots,
                Slots,
                Wanted,
                Doorbell,
                Snapshot,
                TakeBuffer,
                ThreadId,
                Goodbye {
    /** Returns the message's type. */
    MessageType type();

    /** Appends the body's fields. */
    void write(BodyWriter out);
}
