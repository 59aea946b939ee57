var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","VDSL2","","9996","61200","0","0","10250","63118","64","61","132","174","58","129","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","0","0","12","3","88120","41","0","0","0","0","0","0"),null);
var DslUpTime = "0";
var time = 0;