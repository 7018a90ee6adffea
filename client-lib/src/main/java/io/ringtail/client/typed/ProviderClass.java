package io.ringtail.client.typed;

import io.ringtail.proto.event.Field;
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
 *   // and all of it in a try that catches a VirtualMachineError and a LinkageError, and only counts the event
 * </pre>
 *
 * A span that keeps values is opened after its begin is written, receives them, and is returned.
 *
 * <p>The classes of the parent package are named here by their internal names, since packages form no cycles.
 */
public final class ProviderClass {
    static final String CALL = "io/ringtail/client/EventCall";
    static final String WRITER = "io/ringtail/client/TypedWriter";
    private static final String LOST = "io/ringtail/client/LostEvents";
    private static final String RECORD = "io/ringtail/client/EventRecord";
    private static final String KEPT_SPAN = "io/ringtail/client/KeptSpan";
    private static final String SPAN = Type.getInternalName(Span.class);
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
            query(code, index);
        } else {
            event(code, index, event);
        }
    }

    private void query(MethodVisitor code, int index) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        code.visitLabel(from);
        call(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "isEnabled", "()Z", false);
        code.visitLabel(to);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitTryCatchBlock(from, to, handler, "java/lang/VirtualMachineError");
        code.visitTryCatchBlock(from, to, handler, "java/lang/LinkageError");
        finish(code, Opcodes.IRETURN);
    }

    private void event(MethodVisitor code, int index, EventMethod event) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        Label written = new Label();
        Label end = new Label();
        code.visitLabel(from);
        call(code, index);
        String wanted = event.every() > 1 ? "isSampled" : "isWanted";
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, wanted, "()Z", false);
        code.visitJumpInsn(Opcodes.IFEQ, end);
        Runnable call = () -> call(code, index);
        Values values = Values.of(event, code, call);
        if (event.isDirect()) {
            new DirectCode(code, event, values).write(call, written);
        }
        if (event.schema() != null) {
            slow(index, event, values);
            for (int i = 0; i < values.count(); i++) {
                values.load(code, i);
            }
            code.visitMethodInsn(Opcodes.INVOKESTATIC, name, slow(index), values.descriptor(), false);
        }
        code.visitLabel(written);
        SpanEnd ended = event.end();
        if (ended != null && event.keepsSpan()) {
            open(code, index, ended, values);
        }
        code.visitLabel(to);
        code.visitJumpInsn(Opcodes.GOTO, end);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP);
        count(code, index);
        code.visitLabel(end);
        // The last ones: what strikes inside the direct code is first handled there.
        code.visitTryCatchBlock(from, to, handler, "java/lang/VirtualMachineError");
        code.visitTryCatchBlock(from, to, handler, "java/lang/LinkageError");
        result(code, index, event);
    }

    /** Counts an event that is lost; without a call, if there is no stack for one. */
    private void count(MethodVisitor code, int index) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        Label end = new Label();
        code.visitTryCatchBlock(from, to, handler, "java/lang/VirtualMachineError");
        code.visitLabel(from);
        lost(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, LOST, "add", "()V", false);
        code.visitLabel(to);
        code.visitJumpInsn(Opcodes.GOTO, end);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP);
        lost(code, index);
        code.visitInsn(Opcodes.DUP);
        code.visitFieldInsn(Opcodes.GETFIELD, LOST, "uncalled", "J");
        code.visitInsn(Opcodes.LCONST_1);
        code.visitInsn(Opcodes.LADD);
        code.visitFieldInsn(Opcodes.PUTFIELD, LOST, "uncalled", "J");
        code.visitLabel(end);
    }

    private void lost(MethodVisitor code, int index) {
        call(code, index);
        code.visitFieldInsn(Opcodes.GETFIELD, CALL, "lost", 'L' + LOST + ';');
    }

    /** Returns a span that keeps values. */
    private void open(MethodVisitor code, int index, SpanEnd end, Values values) {
        int span = values.free();
        call(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "openSpan", "()L" + KEPT_SPAN + ';', false);
        code.visitVarInsn(Opcodes.ASTORE, span);
        for (SpanEnd.Kept kept : end.kept()) {
            code.visitVarInsn(Opcodes.ALOAD, span);
            push(code, kept.field());
            values.load(code, kept.value());
            SpanClass.keep(code, values.type(kept.value()));
        }
        code.visitVarInsn(Opcodes.ALOAD, span);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, KEPT_SPAN, "face", "()L" + SPAN + ';', false);
        code.visitInsn(Opcodes.ARETURN);
    }

    private void result(MethodVisitor code, int index, EventMethod event) {
        Class<?> type = event.method().getReturnType();
        if (event.returnsSpan()) {
            // A field, not a call: there may be no stack for one.
            call(code, index);
            code.visitFieldInsn(Opcodes.GETFIELD, CALL, "unwritten", 'L' + SPAN + ';');
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

    /** Writes the method that uses a record. */
    private void slow(int index, EventMethod event, Values values) {
        MethodVisitor code = writer.visitMethod(ACCESS, slow(index), values.descriptor(), null, null);
        code.visitCode();
        call(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "begin", "()L" + RECORD + ';', false);
        Label begun = new Label();
        code.visitInsn(Opcodes.DUP);
        code.visitJumpInsn(Opcodes.IFNONNULL, begun);
        code.visitInsn(Opcodes.POP);
        code.visitInsn(Opcodes.RETURN);
        code.visitLabel(begun);
        int local = 0;
        for (int i = 0; i < values.count(); i++) {
            Type type = Type.getType(values.type(i));
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            local += type.getSize();
            set(code, event.fields().get(i), values.type(i));
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, RECORD, "commit", "()Z", false);
        code.visitInsn(Opcodes.POP);
        prepare(code, index);
    }

    /** Prepares the next event; without the stack for that, this one is written or counted all the same. */
    private void prepare(MethodVisitor code, int index) {
        Label from = new Label();
        Label to = new Label();
        Label handler = new Label();
        Label end = new Label();
        code.visitLabel(from);
        call(code, index);
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, CALL, "prepare", "()V", false);
        code.visitLabel(to);
        code.visitJumpInsn(Opcodes.GOTO, end);
        code.visitLabel(handler);
        code.visitInsn(Opcodes.POP);
        code.visitLabel(end);
        code.visitTryCatchBlock(from, to, handler, "java/lang/VirtualMachineError");
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

    private void call(MethodVisitor code, int index) {
        code.visitFieldInsn(Opcodes.GETSTATIC, name, field(index), 'L' + CALL + ';');
    }

    static void push(MethodVisitor code, int value) {
        if (value <= Byte.MAX_VALUE) {
            code.visitIntInsn(Opcodes.BIPUSH, value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    static void finish(MethodVisitor code, int returns) {
        code.visitInsn(returns);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
