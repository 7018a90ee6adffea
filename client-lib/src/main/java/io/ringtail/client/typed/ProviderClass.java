package io.ringtail.client.typed;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Makes the class that implements a provider's interface: hidden, in the interface's own package and class loader, so
 * that the interface needs not be public, and goes with it.
 *
 * <p>Each event has a static final field with its {@code EventCall}, a method that stores the payload directly into the
 * ring, and a method that writes it with a record, for the first event of a thread, a thread on another CPU, the turn
 * to the next sub-buffer, virtual threads, and whatever else is unusual:
 *
 * <pre>
 *   void order(long id, String customer) {
 *       if (!CALL.isWanted()) return;
 *       TypedWriter w = CALL.writer();
 *       if (w != null) {
 *           try {
 *               w.beginTexts(FIXED);
 *               int text = w.text(customer);                // staged before the claim
 *               long claim = w.begin(w.textsEnd());
 *               if (claim != NONE) {
 *                   w.putLong(claim, 8, id);
 *                   w.putInt(claim, 16, text);
 *                   w.putTexts(claim, FIXED);
 *                   w.end(claim, w.textsEnd());
 *                   return;
 *               }
 *           } catch (Throwable e) {
 *               w.failed(e);
 *               return;
 *           }
 *       }
 *       slow-0(id, customer);
 *   }
 *   // and all of it in a try that catches a VirtualMachineError and a LinkageError, and does nothing
 * </pre>
 *
 * The classes of the parent package are named here by their internal names, since packages form no cycles.
 */
public final class ProviderClass {
    private static final String CALL = "io/ringtail/client/EventCall";
    private static final String WRITER = "io/ringtail/client/TypedWriter";
    private static final String RECORD = "io/ringtail/client/EventRecord";
    private static final String SPAN = Type.getInternalName(Span.class);
    private static final long NONE = -1;
    private static final int ACCESS = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;

    private final ProviderDefinition provider;
    private final String name;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS | ClassWriter.COMPUTE_FRAMES) {
        @Override
        protected String getCommonSuperClass(String one, String other) {
            return "java/lang/Object"; // no two classes meet in the code below
        }
    };

    private ProviderClass(ProviderDefinition provider) {
        this.provider = provider;
        this.name = Type.getInternalName(provider.type()) + "$Ringtail";
    }

    /**
     * Defines the class and returns an instance.
     *
     * @param calls an {@code EventCall} for each event, in their order
     * @param lookup with access to the interface's package
     */
    public static Object define(ProviderDefinition provider, List<?> calls, Lookup lookup)
            throws ReflectiveOperationException {
        byte[] bytes = new ProviderClass(provider).bytes();
        Lookup defined = PackageLookup.of(lookup).defineHiddenClassWithClassData(bytes, List.copyOf(calls), true);
        MethodHandle constructor = defined.findConstructor(defined.lookupClass(), MethodType.methodType(void.class));
        try {
            return constructor.invoke();
        } catch (Throwable e) {
            throw new InvocationTargetException(e);
        }
    }

    private byte[] bytes() {
        String type = Type.getInternalName(provider.type());
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        writer.visit(Opcodes.V17, access, name, null, "java/lang/Object", new String[] {type});
        constructor();
        initializer();
        for (int i = 0; i < provider.events().size(); i++) {
            method(i, provider.events().get(i));
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void constructor() {
        MethodVisitor code = writer.visitMethod(0, "<init>", "()V", null, null);
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        finish(code, Opcodes.RETURN);
    }

    private void initializer() {
        String handles = Type.getInternalName(MethodHandles.class);
        String data = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;";
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        for (int i = 0; i < provider.events().size(); i++) {
            writer.visitField(ACCESS | Opcodes.ACC_FINAL, field(i), 'L' + CALL + ';', null, null)
                    .visitEnd();
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC, handles, "lookup", "()Ljava/lang/invoke/MethodHandles$Lookup;", false);
            code.visitLdcInsn("_");
            code.visitLdcInsn(Type.getObjectType(CALL));
            push(code, i);
            code.visitMethodInsn(Opcodes.INVOKESTATIC, handles, "classDataAt", data, false);
            code.visitTypeInsn(Opcodes.CHECKCAST, CALL);
            code.visitFieldInsn(Opcodes.PUTSTATIC, name, field(i), 'L' + CALL + ';');
        }
        finish(code, Opcodes.RETURN);
    }

    private static String field(int index) {
        return "CALL" + index;
    }

    /** Returns the name of the method that uses a record: no method that is written in Java has such a name. */
    private static String slow(int index) {
        return "slow-" + index;
    }

    /** Writes a method of the interface. */
    private void method(int index, EventMethod event) {
        Method method = event.method();
        MethodVisitor code = writer.visitMethod(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, method.getName(), Type.getMethodDescriptor(method), null, null);
        code.visitCode();
        if (event.kind() == EventMethod.Kind.QUERY && event.problem() == null) {
            call(code, index);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "isEnabled", "()Z", false);
            finish(code, Opcodes.IRETURN);
        } else {
            event(code, index, event);
        }
    }

    private void event(MethodVisitor code, int index, EventMethod event) {
        Method method = event.method();
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        Label end = new Label();
        code.visitLabel(from);
        call(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "isWanted", "()Z", false);
        code.visitJumpInsn(Opcodes.IFEQ, end);
        if (event.isDirect()) {
            direct(code, index, event, end);
        }
        if (event.schema() != null) {
            slow(index, event);
            int local = 1;
            for (Class<?> parameter : method.getParameterTypes()) {
                local = load(code, parameter, local);
            }
            code.visitMethodInsn(Opcodes.INVOKESTATIC, name, slow(index), slowDescriptor(method), false);
        }
        code.visitLabel(to);
        code.visitJumpInsn(Opcodes.GOTO, end);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP); // no call: there may be no stack for one
        code.visitLabel(end);
        // The last ones: what strikes inside the direct code is first handled there.
        code.visitTryCatchBlock(from, to, handler, "java/lang/VirtualMachineError");
        code.visitTryCatchBlock(from, to, handler, "java/lang/LinkageError");
        result(code, index, method.getReturnType());
    }

    private void result(MethodVisitor code, int index, Class<?> type) {
        if (type == Span.class) {
            call(code, index);
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "span", "()L" + SPAN + ';', false);
            finish(code, Opcodes.ARETURN);
            return;
        }
        Type returned = Type.getType(type);
        switch (returned.getSort()) {
            case Type.VOID -> {}
            case Type.OBJECT, Type.ARRAY -> code.visitInsn(Opcodes.ACONST_NULL);
            case Type.LONG -> code.visitInsn(Opcodes.LCONST_0);
            case Type.FLOAT -> code.visitInsn(Opcodes.FCONST_0);
            case Type.DOUBLE -> code.visitInsn(Opcodes.DCONST_0);
            default -> code.visitInsn(Opcodes.ICONST_0);
        }
        finish(code, returned.getOpcode(Opcodes.IRETURN));
    }

    /** Stores the payload into the ring, unless something is unusual; jumps to {@code end} after it. */
    private void direct(MethodVisitor code, int index, EventMethod event, Label end) {
        new DirectCode(code, event, locals(event.method())).write(() -> call(code, index), end);
    }

    /** The code of one event that stores its payload into the ring. */
    private static final class DirectCode {
        private final MethodVisitor code;
        private final List<Field> fields;
        private final Class<?>[] parameters;
        private final int fixedSize;
        private final boolean texts;
        /** The numbers of the local variables. */
        private final int out;

        private final int claim;
        private final int firstText;

        DirectCode(MethodVisitor code, EventMethod event, int firstFree) {
            this.code = code;
            this.fields = event.fields();
            this.parameters = event.method().getParameterTypes();
            EventSchema schema = event.schema();
            this.fixedSize = schema == null ? 0 : schema.fixedSize();
            this.texts = fields.stream().anyMatch(field -> field.type() == FieldType.STRING);
            this.out = firstFree;
            this.claim = firstFree + 1;
            this.firstText = firstFree + 3;
        }

        void write(Runnable call, Label end) {
            Label from = new Label();
            Label to = new Label();
            Label handler = new Label();
            Label slow = new Label();
            code.visitTryCatchBlock(from, to, handler, null);
            call.run();
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "writer", "()L" + WRITER + ';', false);
            code.visitVarInsn(Opcodes.ASTORE, out);
            code.visitVarInsn(Opcodes.ALOAD, out);
            code.visitJumpInsn(Opcodes.IFNULL, slow);
            code.visitLabel(from);
            if (texts) {
                stageTexts(slow);
            }
            code.visitVarInsn(Opcodes.ALOAD, out);
            length();
            writer("begin", "(I)J");
            code.visitVarInsn(Opcodes.LSTORE, claim);
            code.visitVarInsn(Opcodes.LLOAD, claim);
            code.visitLdcInsn(NONE);
            code.visitInsn(Opcodes.LCMP);
            code.visitJumpInsn(Opcodes.IFEQ, slow);
            storeFields();
            if (texts) {
                target(fixedSize);
                writer("putTexts", "(JI)V");
            }
            code.visitVarInsn(Opcodes.ALOAD, out);
            code.visitVarInsn(Opcodes.LLOAD, claim);
            length();
            writer("end", "(JI)V");
            code.visitLabel(to);
            code.visitJumpInsn(Opcodes.GOTO, end);
            code.visitLabel(handler);
            code.visitVarInsn(Opcodes.ASTORE, firstText);
            code.visitVarInsn(Opcodes.ALOAD, out);
            code.visitVarInsn(Opcodes.ALOAD, firstText);
            writer("failed", "(Ljava/lang/Throwable;)V");
            code.visitJumpInsn(Opcodes.GOTO, end);
            code.visitLabel(slow);
        }

        private void length() {
            if (texts) {
                code.visitVarInsn(Opcodes.ALOAD, out);
                writer("textsEnd", "()I");
            } else {
                push(code, fixedSize);
            }
        }

        private void stageTexts(Label slow) {
            code.visitVarInsn(Opcodes.ALOAD, out);
            push(code, fixedSize);
            writer("beginTexts", "(I)V");
            int local = 1;
            int text = firstText;
            for (int i = 0; i < parameters.length; i++) {
                if (fields.get(i).type() == FieldType.STRING) {
                    code.visitVarInsn(Opcodes.ALOAD, out);
                    code.visitVarInsn(Opcodes.ALOAD, local);
                    writer("text", "(Ljava/lang/String;)I");
                    code.visitInsn(Opcodes.DUP);
                    code.visitVarInsn(Opcodes.ISTORE, text++);
                    code.visitJumpInsn(Opcodes.IFEQ, slow);
                }
                local += Type.getType(parameters[i]).getSize();
            }
        }

        private void storeFields() {
            int local = 1;
            int text = firstText;
            int stored = EventSchema.COMMON_SIZE;
            for (int i = 0; i < parameters.length; i++) {
                Field field = fields.get(i);
                zero(stored, field.offset());
                target(field.offset());
                if (field.type() == FieldType.STRING) {
                    code.visitVarInsn(Opcodes.ILOAD, text++);
                    writer("putInt", "(JII)V");
                } else {
                    load(code, parameters[i], local);
                    store(field, parameters[i]);
                }
                stored = field.offset() + field.size();
                local += Type.getType(parameters[i]).getSize();
            }
            zero(stored, fixedSize);
        }

        private void store(Field field, Class<?> parameter) {
            if (parameter.isEnum()) {
                code.visitMethodInsn(Opcodes.INVOKESTATIC, CALL, "ordinal", "(Ljava/lang/Enum;)I", false);
            } else if (parameter == float.class) {
                code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Float", "floatToRawIntBits", "(F)I", false);
            } else if (parameter == double.class) {
                code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false);
            }
            switch (field.size()) {
                case Long.BYTES -> writer("putLong", "(JIJ)V");
                case Integer.BYTES -> writer("putInt", "(JII)V");
                case Short.BYTES -> writer("putShort", "(JII)V");
                default -> writer("putByte", "(JII)V");
            }
        }

        /** Clears the bytes between two fields. */
        private void zero(int from, int to) {
            for (int at = from; at < to; at++) {
                target(at);
                code.visitInsn(Opcodes.ICONST_0);
                writer("putByte", "(JII)V");
            }
        }

        private void target(int offset) {
            code.visitVarInsn(Opcodes.ALOAD, out);
            code.visitVarInsn(Opcodes.LLOAD, claim);
            push(code, offset);
        }

        private void writer(String method, String descriptor) {
            code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, WRITER, method, descriptor, false);
        }
    }

    /** Writes the method that uses a record. */
    private void slow(int index, EventMethod event) {
        Method method = event.method();
        MethodVisitor code = writer.visitMethod(ACCESS, slow(index), slowDescriptor(method), null, null);
        code.visitCode();
        call(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "begin", "()L" + RECORD + ';', false);
        Class<?>[] parameters = method.getParameterTypes();
        int local = 0;
        for (int i = 0; i < parameters.length; i++) {
            local = load(code, parameters[i], local);
            set(code, event.fields().get(i), parameters[i]);
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, RECORD, "commit", "()Z", false);
        code.visitInsn(Opcodes.POP);
        call(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "prepare", "()V", false);
        finish(code, Opcodes.RETURN);
    }

    private static void set(MethodVisitor code, Field field, Class<?> parameter) {
        String setter;
        String value;
        if (parameter.isEnum()) {
            setter = "enumeration";
            value = "Ljava/lang/Enum;";
        } else {
            switch (field.type()) {
                case U64, S64 -> value = "J";
                case BOOL -> value = "Z";
                case F32 -> value = "F";
                case F64 -> value = "D";
                case CHARS, STRING -> value = "Ljava/lang/CharSequence;";
                default -> value = "I";
            }
            setter = field.type().name().toLowerCase(Locale.ROOT);
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, RECORD, setter, '(' + value + ")L" + RECORD + ';', false);
    }

    private static String slowDescriptor(Method method) {
        return Type.getMethodDescriptor(Type.VOID_TYPE, Type.getArgumentTypes(method));
    }

    private void call(MethodVisitor code, int index) {
        code.visitFieldInsn(Opcodes.GETSTATIC, name, field(index), 'L' + CALL + ';');
    }

    /** Loads a local variable, and returns the number of the next one. */
    private static int load(MethodVisitor code, Class<?> parameter, int local) {
        Type type = Type.getType(parameter);
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
        return local + type.getSize();
    }

    /** The number of the first local variable after the parameters of a method of an instance. */
    private static int locals(Method method) {
        return Type.getArgumentsAndReturnSizes(Type.getMethodDescriptor(method)) >> 2;
    }

    private static void push(MethodVisitor code, int value) {
        if (value <= Byte.MAX_VALUE) {
            code.visitIntInsn(Opcodes.BIPUSH, value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    private static void finish(MethodVisitor code, int returns) {
        code.visitInsn(returns);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
