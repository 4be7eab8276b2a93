// What `./build.sh demo` runs in ImageJ: the lines that the recorder writes, and a picture of the outlines.
// The argument is the folder of the checkout and the picture to write, with a bar between.
paths = split(getArgument(), "|");
open(paths[0] + "/samples/images/nuclei-1.tif");
run("Segment...", "model=nuclei output=labels,rois,overlay");
print("ImageJ: " + roiManager("count") + " nuclei in nuclei-1.tif");
selectWindow("nuclei-1.tif");
run("Flatten");
saveAs("png", paths[1]);
