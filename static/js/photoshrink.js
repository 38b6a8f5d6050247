/* A photo as small as is looked at: a phone's takes seconds to send, and says where it was taken. */

const LONGEST = 1600; // pixels; the server keeps 1200
const QUALITY = 0.9;

/* The file itself where this browser cannot read it (HEIC mostly), or where there is nothing to gain. */
export async function shrunk(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = LONGEST / Math.max(picture.width, picture.height);
    if (scale >= 1) return file;
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    const context = canvas.getContext("2d");
    context.fillStyle = "white"; // what is seen through becomes white, as on the server
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return blob.size < file.size ? new File([blob], "photo.jpg", { type: blob.type }) : file;
  } catch {
    return file;
  }
}
