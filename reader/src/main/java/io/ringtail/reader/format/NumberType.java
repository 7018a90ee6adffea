package io.ringtail.reader.format;

/** The C names of integer types, as kernel formats use them on 64-bit machines. */
final class NumberType {
    private NumberType() {}

    /** The bytes of a type; 0 if the name is not an integer type. */
    static int sizeOf(String type) {
        if (type.endsWith("*")) {
            return Long.BYTES;
        }
        return switch (type) {
            case "u8", "s8", "__u8", "__s8", "uint8_t", "int8_t", "char", "unsigned char", "signed char", "bool" -> 1;
            case "u16", "s16", "__u16", "__s16", "uint16_t", "int16_t", "short", "unsigned short", "short int" -> 2;
            case "u32", "s32", "__u32", "__s32", "uint32_t", "int32_t", "int", "unsigned int", "unsigned", "float" -> 4;
            case "u64", "s64", "__u64", "__s64", "uint64_t", "int64_t", "size_t", "double" -> 8;
            case "long", "unsigned long", "long long", "unsigned long long", "long int", "long unsigned int" -> 8;
            default -> 0;
        };
    }
}
