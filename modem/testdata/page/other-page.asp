var WanIp = new Array(new stWanIp("1","Connected"),null);
