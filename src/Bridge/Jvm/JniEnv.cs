namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// A thread's JNI function table, typed. Each method is one JNI function with its index in the table (jni.h); none checks
/// for pending exceptions, that is the scope's work.
/// </summary>
internal readonly unsafe struct JniEnv(nint env)
{
    private readonly nint* _table = *(nint**)env;

    public nint FindClass(byte* name) => ((delegate* unmanaged<nint, byte*, nint>)_table[6])(env, name);

    public int Throw(nint throwable) => ((delegate* unmanaged<nint, nint, int>)_table[13])(env, throwable);

    public nint ExceptionOccurred() => ((delegate* unmanaged<nint, nint>)_table[15])(env);

    public void ExceptionClear() => ((delegate* unmanaged<nint, void>)_table[17])(env);

    public bool ExceptionCheck() => ((delegate* unmanaged<nint, byte>)_table[228])(env) != 0;

    public int PushLocalFrame(int capacity) => ((delegate* unmanaged<nint, int, int>)_table[19])(env, capacity);

    public void PopLocalFrame() => ((delegate* unmanaged<nint, nint, nint>)_table[20])(env, 0);

    public int EnsureLocalCapacity(int capacity) => ((delegate* unmanaged<nint, int, int>)_table[26])(env, capacity);

    public nint NewGlobalRef(nint obj) => ((delegate* unmanaged<nint, nint, nint>)_table[21])(env, obj);

    public void DeleteGlobalRef(nint obj) => ((delegate* unmanaged<nint, nint, void>)_table[22])(env, obj);

    public void DeleteLocalRef(nint obj) => ((delegate* unmanaged<nint, nint, void>)_table[23])(env, obj);

    public nint NewObject(nint cls, nint method, long* args) =>
        ((delegate* unmanaged<nint, nint, nint, long*, nint>)_table[30])(env, cls, method, args);

    public bool IsInstanceOf(nint obj, nint cls) => ((delegate* unmanaged<nint, nint, nint, byte>)_table[32])(env, obj, cls) != 0;

    public nint GetMethodId(nint cls, byte* name, byte* signature, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, byte*, byte*, nint>)_table[isStatic ? 113 : 33])(env, cls, name, signature);

    public nint GetFieldId(nint cls, byte* name, byte* signature, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, byte*, byte*, nint>)_table[isStatic ? 144 : 94])(env, cls, name, signature);

    // Call<Type>MethodA and CallStatic<Type>MethodA have the same shape: the second argument is the object or the class.
    public nint CallObject(nint target, nint method, long* args, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, long*, nint>)_table[isStatic ? 116 : 36])(env, target, method, args);

    public bool CallBoolean(nint target, nint method, long* args, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, long*, byte>)_table[isStatic ? 119 : 39])(env, target, method, args) != 0;

    public int CallInt(nint target, nint method, long* args, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, long*, int>)_table[isStatic ? 131 : 51])(env, target, method, args);

    public long CallLong(nint target, nint method, long* args, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, long*, long>)_table[isStatic ? 134 : 54])(env, target, method, args);

    public double CallDouble(nint target, nint method, long* args, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, long*, double>)_table[isStatic ? 140 : 60])(env, target, method, args);

    public void CallVoid(nint target, nint method, long* args, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, long*, void>)_table[isStatic ? 143 : 63])(env, target, method, args);

    public nint GetObjectField(nint target, nint field, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, nint>)_table[isStatic ? 145 : 95])(env, target, field);

    public bool GetBooleanField(nint target, nint field, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, byte>)_table[isStatic ? 146 : 96])(env, target, field) != 0;

    public int GetIntField(nint target, nint field, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, int>)_table[isStatic ? 150 : 100])(env, target, field);

    public long GetLongField(nint target, nint field, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, long>)_table[isStatic ? 151 : 101])(env, target, field);

    public double GetDoubleField(nint target, nint field, bool isStatic) =>
        ((delegate* unmanaged<nint, nint, nint, double>)_table[isStatic ? 153 : 103])(env, target, field);

    public nint NewString(char* text, int length) => ((delegate* unmanaged<nint, char*, int, nint>)_table[163])(env, text, length);

    public int GetStringLength(nint text) => ((delegate* unmanaged<nint, nint, int>)_table[164])(env, text);

    public void GetStringRegion(nint text, int start, int length, char* destination) =>
        ((delegate* unmanaged<nint, nint, int, int, char*, void>)_table[220])(env, text, start, length, destination);

    /// <summary>A java.lang.String as UTF-16, which both sides use.</summary>
    public string ReadString(nint text) =>
        string.Create(GetStringLength(text), (this, text), static (destination, source) =>
        {
            fixed (char* first = destination)
            {
                source.Item1.GetStringRegion(source.text, 0, destination.Length, first);
            }
        });

    public int GetArrayLength(nint array) => ((delegate* unmanaged<nint, nint, int>)_table[171])(env, array);

    public nint GetObjectArrayElement(nint array, int index) =>
        ((delegate* unmanaged<nint, nint, int, nint>)_table[173])(env, array, index);

    public int RegisterNatives(nint cls, NativeMethod* methods, int count) =>
        ((delegate* unmanaged<nint, nint, NativeMethod*, int, int>)_table[215])(env, cls, methods, count);

    /// <summary>New&lt;Type&gt;Array, Get&lt;Type&gt;ArrayRegion and Set&lt;Type&gt;ArrayRegion follow one another in the order of <see cref="JniType"/>.</summary>
    public nint NewArray(JniType type, int length) => ((delegate* unmanaged<nint, int, nint>)_table[175 + (int)type])(env, length);

    public void GetArrayRegion(JniType type, nint array, int start, int length, void* destination) =>
        ((delegate* unmanaged<nint, nint, int, int, void*, void>)_table[199 + (int)type])(env, array, start, length, destination);

    public void SetArrayRegion(JniType type, nint array, int start, int length, void* source) =>
        ((delegate* unmanaged<nint, nint, int, int, void*, void>)_table[207 + (int)type])(env, array, start, length, source);
}

/// <summary>JNINativeMethod: name and signature as zero-terminated ASCII, and the function.</summary>
internal unsafe struct NativeMethod
{
    public byte* Name;
    public byte* Signature;
    public nint Function;
}

/// <summary>Java's primitive types in the order of the JNI function table.</summary>
internal enum JniType
{
    Boolean,
    Byte,
    Char,
    Short,
    Int,
    Long,
    Float,
    Double,
}
