/* Makes the Nth call that writes below a folder fail: preloaded before libc, for tests of a full or broken disk.

   disk_arm(folder, nth, error, lasting) begins to count; nth 0 only counts. disk_calls() says how many there were since,
   and disk_failed() the name of the first call that was made to fail, or NULL. A lasting fault makes every call from
   the Nth on fail, until it is armed anew. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char below[PATH_MAX];
static int fail_at, fail_with, fail_on;
static int calls;
static const char *failed;

void disk_arm(const char *folder, int nth, int error, int lasting)
{
    fail_at = nth;
    fail_with = error;
    fail_on = lasting;
    failed = NULL;
    __atomic_store_n(&calls, 0, __ATOMIC_SEQ_CST);
    snprintf(below, sizeof below, "%s", folder ? folder : "");
}

int disk_calls(void) { return __atomic_load_n(&calls, __ATOMIC_SEQ_CST); }
const char *disk_failed(void) { return failed; }

static int counted(const char *call, const char *path)
{
    if (!below[0] || !path || strncmp(path, below, strlen(below)) != 0)
        return 0;
    int number = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    if (!fail_at || number < fail_at || (number > fail_at && !fail_on))
        return 0;
    if (number == fail_at)
        failed = call;
    errno = fail_with;
    return 1;
}

static int counted_file(const char *call, int file)
{
    char link[64], path[PATH_MAX];
    int kept = errno;
    if (!below[0])
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (size < 0)
        return 0;
    path[size] = 0;
    return counted(call, path);
}

static int counted_at(const char *call, int folder, const char *path)
{
    return path[0] == '/' || folder == AT_FDCWD ? counted(call, path) : counted_file(call, folder);
}

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

#define BY_FILE(type, name, parameters, file, ...) \
    type name parameters { return counted_file(#name, file) ? -1 : REAL(name)(__VA_ARGS__); }
#define BY_PATH(type, name, parameters, path, ...) \
    type name parameters { return counted(#name, path) ? -1 : REAL(name)(__VA_ARGS__); }

BY_FILE(ssize_t, write, (int f, const void *b, size_t n), f, f, b, n)
BY_FILE(ssize_t, pwrite, (int f, const void *b, size_t n, off_t o), f, f, b, n, o)
BY_FILE(ssize_t, pwrite64, (int f, const void *b, size_t n, off64_t o), f, f, b, n, o)
BY_FILE(ssize_t, writev, (int f, const struct iovec *v, int n), f, f, v, n)
BY_FILE(ssize_t, pwritev, (int f, const struct iovec *v, int n, off_t o), f, f, v, n, o)
BY_FILE(ssize_t, sendfile, (int f, int i, off_t *o, size_t n), f, f, i, o, n)
BY_FILE(ssize_t, sendfile64, (int f, int i, off64_t *o, size_t n), f, f, i, o, n)
BY_FILE(ssize_t, copy_file_range, (int i, off64_t *a, int f, off64_t *b, size_t n, unsigned g), f, i, a, f, b, n, g)
BY_FILE(int, fsync, (int f), f, f)
BY_FILE(int, fdatasync, (int f), f, f)
BY_FILE(int, ftruncate, (int f, off_t n), f, f, n)
BY_FILE(int, ftruncate64, (int f, off64_t n), f, f, n)
BY_PATH(int, rename, (const char *a, const char *b), b, a, b)
BY_PATH(int, link, (const char *a, const char *b), b, a, b)
BY_PATH(int, mkdir, (const char *a, mode_t m), a, a, m)

ssize_t sendfile(int, int, off_t *, size_t);
ssize_t sendfile64(int, int, off64_t *, size_t);

int renameat(int a, const char *from, int b, const char *to)
{
    return counted_at("renameat", b, to) ? -1 : REAL(renameat)(a, from, b, to);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
    return counted_at("renameat2", b, to) ? -1 : REAL(renameat2)(a, from, b, to, flags);
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
    return counted_at("linkat", b, to) ? -1 : REAL(linkat)(a, from, b, to, flags);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && counted(#name, path)) \
            return -1; \
        return REAL(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) \
    { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && counted_at(#name, folder, path)) \
            return -1; \
        return REAL(name)(folder, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

/* What FAISS writes goes through a FILE. Where closing one fails, what it still held is lost. */

#define FOPEN(name) \
    FILE *name(const char *path, const char *mode) \
    { \
        if (strpbrk(mode, "wa+") && counted(#name, path)) \
            return NULL; \
        return REAL(name)(path, mode); \
    }
FOPEN(fopen)
FOPEN(fopen64)

size_t fwrite(const void *data, size_t size, size_t n, FILE *file)
{
    return counted_file("fwrite", fileno(file)) ? 0 : REAL(fwrite)(data, size, n, file);
}

int fclose(FILE *file)
{
    int number = fileno(file), writes = number >= 0 && (fcntl(number, F_GETFL) & O_ACCMODE) != O_RDONLY;
    if (!writes || !counted_file("fclose", number))
        return REAL(fclose)(file);
    struct stat stat;
    int copy = dup(number);
    REAL(fclose)(file);
    if (fstat(copy, &stat) == 0)
        REAL(ftruncate)(copy, stat.st_size > 4096 ? stat.st_size - 4096 : 0);
    close(copy);
    errno = fail_with;
    return EOF;
}
