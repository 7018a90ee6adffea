package io.ringtail.proto.event;

/** How an integer is shown as text. */
public enum Display {
    /** Base ten, with a sign where the type has one. */
    DECIMAL,
    /** Base sixteen behind {@code 0x}; the bits as they are, without a sign. */
    HEX
}
